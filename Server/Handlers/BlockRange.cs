using System.Buffers;
using FastChat.Protocol.Codec;
using FastChat.Storage.Messages;

namespace FastChat.Server.Handlers;

/// <summary>
/// Gathers whole blocks for a page, oldest first, within what the reader may see and what a page may hold. Reading ends
/// once enough entries of the asked side are there. The blocks lie one behind the other in one rented array.
/// </summary>
internal sealed class BlockRange(ulong firstVisible, ulong head, int bytesMax) : IDisposable
{
    /// <summary>What a page of 50 messages takes at most times.</summary>
    private const int RoomBytes = 16 * 1024;

    private readonly List<(int Start, int Length)> _places = [];
    private byte[] _room = ArrayPool<byte>.Shared.Rent(RoomBytes);
    private int _bytes;

    /// <summary>How many blocks there are.</summary>
    public int Count => _places.Count;

    /// <summary>A block, oldest first; valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> this[int index] => _room.AsMemory(_places[index].Start, _places[index].Length);

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
            return found < (ulong)entries && reader.LastSequence < head;
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

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_room);
        _room = [];
    }

    private bool TryAdd(ReadOnlySpan<byte> block, bool first, out BlockReader reader)
    {
        if (!BlockReader.TryOpen(block, out reader)
            || reader.LastSequence < firstVisible
            || reader.LastSequence > head
            || (Count > 0 && _bytes + block.Length > bytesMax))
        {
            return false;
        }

        if (reader.FirstSequence < firstVisible)
        {
            // What newcomers see may begin within a block.
            block = BlockCut.From(block, firstVisible);
            BlockReader.TryOpen(block, out reader);
        }

        MakeRoom(block.Length);
        block.CopyTo(_room.AsSpan(_bytes));
        _places.Insert(first ? 0 : Count, (_bytes, block.Length));
        _bytes += block.Length;
        LastSequence = Math.Max(LastSequence, reader.LastSequence);
        return true;
    }

    private void MakeRoom(int bytes)
    {
        if (_room.Length - _bytes >= bytes)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes + bytes, 2 * _room.Length));
        _room.AsSpan(0, _bytes).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_room);
        _room = larger;
    }
}
