using System.Buffers.Binary;

namespace FastChat.Protocol.Codec;

/// <summary>
/// An `OutgoingEntry` as nearly all are: a message with id and content, perhaps counted as unread or silent, and nothing else, in
/// canonical form. It is recognised by its first bytes and copied instead of decoded; what looks otherwise is read as
/// <see cref="EntryFields"/>, with the same result.
/// </summary>
public readonly ref struct PlainEntry
{
    private const int MessageIdAt = 2;
    private const int AfterMessageId = MessageIdAt + 1 + sizeof(ulong);

    /// <summary>Shorter than any: id and one byte of content.</summary>
    private const int BytesMin = AfterMessageId + 3;

    private const uint FlagsKnown = (uint)(EntryFlag.CountsAsUnread | EntryFlag.Silent);

    private PlainEntry(ulong messageId, uint flags, ReadOnlySpan<byte> tail)
    {
        MessageId = messageId;
        Flags = flags;
        Tail = tail;
    }

    /// <summary>Never 0.</summary>
    public ulong MessageId { get; }

    /// <summary>Bits of <see cref="EntryFlag"/>: counts as unread, silent.</summary>
    public uint Flags { get; }

    /// <summary>The encoded fields from the message id on: what an `Entry` holds after its send number.</summary>
    public ReadOnlySpan<byte> Tail { get; }

    /// <summary>False if it looks otherwise: it may be good or bad.</summary>
    public static bool TryRead(ReadOnlySpan<byte> entry, out PlainEntry plain)
    {
        plain = default;
        if (entry.Length < BytesMin
            || entry[0] != WireTag.EntryKind
            || entry[1] != (byte)EntryKind.Message
            || entry[MessageIdAt] != WireTag.EntryMessageId)
        {
            return false;
        }

        var messageId = BinaryPrimitives.ReadUInt64LittleEndian(entry[(MessageIdAt + 1)..]);
        var rest = entry[AfterMessageId..];
        uint flags = 0;
        if (rest[0] == WireTag.EntryFlags)
        {
            flags = rest[1];
            if (flags == 0)
                return false;
            rest = rest[2..];
        }

        if (messageId == 0 || (flags & ~FlagsKnown) != 0 || !IsContent(rest))
            return false;
        plain = new PlainEntry(messageId, flags, entry[MessageIdAt..]);
        return true;
    }

    /// <summary>Whether the bytes are the content, of at least one byte, its length in one byte or two, and nothing after it.</summary>
    private static bool IsContent(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 3 || rest[0] != WireTag.EntryContent)
            return false;
        var length = (int)rest[1];
        if (length < 0x80)
            return length > 0 && rest.Length == 2 + length;
        var high = rest[2];
        return high is > 0 and < 0x80 && rest.Length == 3 + ((length & 0x7F) | (high << 7));
    }
}
