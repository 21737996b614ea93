using FastChat.Protocol.Identifiers;

namespace FastChat.Protocol.Codec;

/// <summary>
/// Reads a `Block`: its header, then entry by entry, without allocating. Relies on the order of rule S3 (header fields
/// first); a header field behind the first entry is ignored. Bytes that are no block never throw: reading ends and
/// <see cref="IsMalformed"/> tells.
/// </summary>
public ref struct BlockReader
{
    private WireReader _reader;
    private bool _entryTagRead;
    private uint _entriesRead;

    public ConversationId Conversation { readonly get; private set; }

    public ulong FirstSequence { readonly get; private set; }

    /// <summary>The header's count, which a well-formed block keeps: see <see cref="IsMalformed"/>.</summary>
    public uint EntryCount { readonly get; private set; }

    public long ServerTimeMs { readonly get; private set; }

    public ulong UnreadOrdinal { readonly get; private set; }

    /// <summary>The bytes are no protobuf message, an id is not 16 bytes, or the count does not match the entries.</summary>
    public bool IsMalformed { readonly get; private set; }

    /// <summary>The last sequence in the block, by its header.</summary>
    public readonly ulong LastSequence => FirstSequence + EntryCount - 1;

    /// <summary>Reads the header; false if it is malformed, names no conversation or holds no entries.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> block, out BlockReader reader)
    {
        reader = new BlockReader { _reader = new WireReader(block) };
        while (!reader._reader.IsAtEnd && !reader._entryTagRead)
        {
            if (!reader._reader.TryReadTag(out var tag) || !reader.TryReadHeaderField(tag))
            {
                reader.IsMalformed = true;
                return false;
            }
        }

        reader.IsMalformed = reader.Conversation.IsNone() || reader.FirstSequence == 0 || reader.EntryCount == 0;
        return !reader.IsMalformed;
    }

    /// <summary>Reads the next entry; false after the last, or when the bytes are malformed.</summary>
    public bool TryRead(out BlockEntry entry)
    {
        entry = default;
        while (!IsMalformed && (_entryTagRead || !_reader.IsAtEnd))
        {
            var tag = (uint)WireTag.BlockEntry;
            var read = _entryTagRead || _reader.TryReadTag(out tag);
            _entryTagRead = false;
            if (read && tag == WireTag.BlockEntry)
            {
                read = _entriesRead < EntryCount
                    && _reader.TryReadBytes(out var raw)
                    && BlockEntry.TryRead(raw, FirstSequence + _entriesRead, out entry);
                _entriesRead++;
                IsMalformed = !read;
                return read;
            }

            IsMalformed = !read || !_reader.TrySkip(tag);
        }

        IsMalformed |= _entriesRead != EntryCount;
        return false;
    }

    private bool TryReadHeaderField(uint tag)
    {
        ulong number;
        bool read;
        switch (tag)
        {
            case WireTag.BlockConversation:
                read = _reader.TryReadBytes(out var id) & ConversationId.TryRead(id, out var conversation);
                Conversation = conversation;
                return read;
            case WireTag.BlockFirstSequence:
                read = _reader.TryReadVarint(out number);
                FirstSequence = number;
                return read;
            case WireTag.BlockEntryCount:
                read = _reader.TryReadVarint(out number);
                EntryCount = (uint)number;
                return read;
            case WireTag.BlockServerTime:
                read = _reader.TryReadVarint(out number);
                ServerTimeMs = (long)number;
                return read;
            case WireTag.BlockUnreadOrdinal:
                read = _reader.TryReadVarint(out number);
                UnreadOrdinal = number;
                return read;
            case WireTag.BlockEntry:
                return _entryTagRead = true;
            default:
                return _reader.TrySkip(tag);
        }
    }
}
