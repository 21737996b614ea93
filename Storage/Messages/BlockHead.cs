namespace FastChat.Storage.Messages;

/// <summary>What the start of a stored block says; its fields are written in the order of their numbers, entries last.</summary>
internal readonly record struct BlockHead(ulong FirstSequence, uint EntryCount, long TimeMs, ulong Ordinal)
{
    private const uint ConversationTag = (1 << 3) | 2;
    private const uint FirstSequenceTag = 2 << 3;
    private const uint EntryCountTag = 3 << 3;
    private const uint TimeTag = 4 << 3;
    private const uint OrdinalTag = 5 << 3;

    public ulong LastSequence => FirstSequence + EntryCount - 1;

    /// <summary>Reads the clear fields; throws if this is no block.</summary>
    public static BlockHead Read(ReadOnlySpan<byte> block)
    {
        var at = 0;
        var head = default(BlockHead);
        while (at < block.Length)
        {
            var tag = (uint)ReadVarint(block, ref at);
            switch (tag)
            {
                case ConversationTag: Skip(block, ref at); break;
                case FirstSequenceTag: head = head with { FirstSequence = ReadVarint(block, ref at) }; break;
                case EntryCountTag: head = head with { EntryCount = (uint)ReadVarint(block, ref at) }; break;
                case TimeTag: head = head with { TimeMs = (long)ReadVarint(block, ref at) }; break;
                case OrdinalTag: head = head with { Ordinal = ReadVarint(block, ref at) }; break;
                default: at = block.Length; break;
            }
        }

        return head is { FirstSequence: > 0, EntryCount: > 0 }
            ? head
            : throw new StorageCorruptException("A stored block has no head.");
    }

    private static void Skip(ReadOnlySpan<byte> bytes, ref int at)
    {
        var length = ReadVarint(bytes, ref at);
        at = length <= (ulong)(bytes.Length - at) ? at + (int)length : bytes.Length;
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new StorageCorruptException("A stored block is malformed.");
    }
}
