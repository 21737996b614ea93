using FastChat.Protocol.Codec;
using FastChat.Storage.Messages;

namespace FastChat.Server.Handlers;

/// <summary>
/// Gathers whole blocks for a page, oldest first, within what the reader may see and what a page may hold. Reading ends
/// once enough entries of the asked side are there.
/// </summary>
internal sealed class BlockRange(ulong firstVisible, ulong head, int bytesMax)
{
    private int _bytes;

    public List<byte[]> Blocks { get; } = [];

    /// <summary>The highest sequence gathered; 0: none.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>Takes blocks upwards until <paramref name="entries"/> with a sequence from <paramref name="from"/> on are there.</summary>
    public BlockVisitor Ascending(int entries, ulong from)
    {
        ulong found = 0;
        return (_, block) =>
        {
            if (!TryAdd(block, first: false, out var reader))
            {
                return false;
            }

            found += reader.LastSequence - Math.Max(reader.FirstSequence, from) + 1;
            return found < (ulong)entries;
        };
    }

    /// <summary>Takes blocks downwards until <paramref name="entries"/> with a sequence up to <paramref name="until"/> are there.</summary>
    public BlockVisitor Descending(int entries, ulong until)
    {
        ulong found = 0;
        return (_, block) =>
        {
            if (!TryAdd(block, first: true, out var reader))
            {
                return false;
            }

            found += Math.Min(reader.LastSequence, until) - reader.FirstSequence + 1;
            return found < (ulong)entries;
        };
    }

    private bool TryAdd(ReadOnlySpan<byte> block, bool first, out BlockReader reader)
    {
        if (!BlockReader.TryOpen(block, out reader)
            || reader.LastSequence < firstVisible
            || reader.LastSequence > head
            || (Blocks.Count > 0 && _bytes + block.Length > bytesMax))
        {
            return false;
        }

        // What newcomers see may begin within a block.
        var visible = reader.FirstSequence < firstVisible ? BlockCut.From(block, firstVisible) : block.ToArray();
        BlockReader.TryOpen(visible, out reader);
        _bytes += visible.Length;
        LastSequence = Math.Max(LastSequence, reader.LastSequence);
        Blocks.Insert(first ? 0 : Blocks.Count, visible);
        return true;
    }
}
