using FastChat.Protocol;
using FastChat.Protocol.Codec;
using Google.Protobuf;

namespace FastChat.Server.Handlers;

/// <summary>Cuts single entries out of stored blocks.</summary>
internal static class BlockCut
{
    /// <summary>A block that holds only the entry at a sequence; empty if the block does not hold it.</summary>
    public static byte[] Single(ReadOnlySpan<byte> block, ulong sequence)
    {
        if (!TryFind(block, sequence, out var reader, out var found))
        {
            return [];
        }

        var size = EntryWriter.Size(found.SenderAccount, found.SenderDevice, found.SendNumber, found.Fields);
        var buffer = new byte[BlockWriter.HeadroomBytes + size];
        EntryWriter.Write(
            buffer.AsSpan(BlockWriter.HeadroomBytes),
            found.SenderAccount,
            found.SenderDevice,
            found.SendNumber,
            found.Fields);
        var (_, header) = BlockWriter.WriteHeader(
            buffer.AsSpan(0, BlockWriter.HeadroomBytes),
            reader.Conversation,
            sequence,
            1,
            reader.ServerTimeMs,
            OrdinalAt(block, sequence),
            size);
        return buffer[(BlockWriter.HeadroomBytes - header)..];
    }

    /// <summary>The entries of a block from a sequence on, of which it holds at least one.</summary>
    public static byte[] From(ReadOnlySpan<byte> block, ulong sequence)
    {
        var cut = Block.Parser.ParseFrom(block);
        var before = (int)(sequence - cut.FirstSequence);
        var entries = cut.Entries.Skip(before).ToArray();
        cut.Entries.Clear();
        cut.Entries.AddRange(entries);
        (cut.FirstSequence, cut.EntryCount) = (sequence, (uint)entries.Length);
        return cut.ToByteArray();
    }

    /// <summary>How many entries up to a sequence count as unread; the sequence lies in the block.</summary>
    public static ulong OrdinalAt(ReadOnlySpan<byte> block, ulong sequence)
    {
        BlockReader.TryOpen(block, out var reader);
        var ordinal = reader.UnreadOrdinal;
        while (reader.TryRead(out var entry))
        {
            if (entry.Sequence > sequence && (entry.Flags & (uint)EntryFlag.CountsAsUnread) != 0)
            {
                ordinal--;
            }
        }

        return ordinal;
    }

    private static bool TryFind(ReadOnlySpan<byte> block, ulong sequence, out BlockReader reader, out BlockEntry found)
    {
        found = default;
        if (!BlockReader.TryOpen(block, out reader))
        {
            return false;
        }

        while (reader.TryRead(out var entry))
        {
            if (entry.Sequence == sequence)
            {
                found = entry;
                return true;
            }
        }

        return false;
    }
}
