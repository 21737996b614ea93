using FastChat.Protocol;
using FastChat.Protocol.Codec;

namespace FastChat.Server.Routing;

/// <summary>Writes a stored block anew without the content of some entries. Sequences, times, senders and ordinals stay as they are.</summary>
internal static class BlockRewrite
{
    /// <summary>For who joined later: without the content of edits of messages before the first that it may see. Null: there are none.</summary>
    public static byte[]? WithoutEditsBefore(ReadOnlySpan<byte> block, ulong firstVisible)
    {
        HashSet<ulong>? edits = null;
        if (firstVisible > 1 && BlockReader.TryOpen(block, out var reader))
        {
            while (reader.TryRead(out var entry))
            {
                if (entry.Kind == EntryKind.Edit && entry.TargetSequence < firstVisible)
                {
                    (edits ??= []).Add(entry.Sequence);
                }
            }
        }

        return edits is null ? null : Without(block, edits, EntryFlag.Removed);
    }

    /// <summary>Null: none of the entries is in it with content, so there is nothing to do.</summary>
    public static byte[]? Without(ReadOnlySpan<byte> block, IReadOnlySet<ulong> sequences, EntryFlag why)
    {
        if (!BlockReader.TryOpen(block, out var reader))
        {
            return null;
        }

        // Entries only become shorter.
        var buffer = new byte[BlockWriter.HeadroomBytes + block.Length + 16];
        var end = BlockWriter.HeadroomBytes;
        var changed = false;
        while (reader.TryRead(out var entry))
        {
            var cuts = sequences.Contains(entry.Sequence) && (entry.Flags & (uint)why) == 0;
            changed |= cuts;
            var fields = cuts ? entry.Fields.WithoutContent(why) : entry.Fields;
            end += EntryWriter.Write(buffer.AsSpan(end), entry.SenderAccount, entry.SenderDevice, entry.SendNumber, in fields);
        }

        if (!changed)
        {
            return null;
        }

        var (_, header) = BlockWriter.WriteHeader(
            buffer.AsSpan(0, BlockWriter.HeadroomBytes),
            reader.Conversation,
            reader.FirstSequence,
            reader.EntryCount,
            reader.ServerTimeMs,
            reader.UnreadOrdinal,
            end - BlockWriter.HeadroomBytes);
        return buffer[(BlockWriter.HeadroomBytes - header)..end];
    }
}
