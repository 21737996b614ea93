using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing;

/// <summary>An entry whose send number was used: where that number went, and which message should be there.</summary>
internal readonly record struct RepeatedEntry(ulong Sequence, ulong MessageId)
{
    /// <summary>
    /// How many of the first entries, in the order of their sequences, a block holds as messages of this device. The block's
    /// time is theirs.
    /// </summary>
    public static int CountIn(
        ReadOnlySpan<byte> block,
        DeviceId device,
        ReadOnlySpan<RepeatedEntry> entries,
        out long timeMs)
    {
        var held = 0;
        if (BlockReader.TryOpen(block, out var reader))
        {
            while (held < entries.Length && reader.TryRead(out var stored))
            {
                if (stored.Sequence != entries[held].Sequence)
                {
                    continue;
                }

                if (stored.SenderDevice != device || stored.MessageId != entries[held].MessageId)
                {
                    break;
                }

                held++;
            }
        }

        timeMs = reader.ServerTimeMs;
        return held;
    }
}
