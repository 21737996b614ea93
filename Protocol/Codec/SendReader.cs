using FastChat.Protocol.Identifiers;

namespace FastChat.Protocol.Codec;

/// <summary>
/// Reads a `Send` by hand, without allocating: the one message whose decoding is on the price of every chat message.
/// <see cref="TryOpen"/> judges all of it, so that reading the entries afterwards cannot fail half-way.
/// </summary>
public ref struct SendReader
{
    public const int EntriesMax = ProtocolLimits.UnackedSendsMax;

    private WireReader _reader;

    /// <summary>Never <see cref="ConversationId.None"/> in a readable send.</summary>
    public ConversationId Conversation { readonly get; private set; }

    /// <summary>The number of the first entry; the others follow without gaps.</summary>
    public ulong FirstSendNumber { readonly get; private set; }

    /// <summary>From 1 to <see cref="EntriesMax"/>.</summary>
    public int EntryCount { readonly get; private set; }

    /// <summary>Whether an entry refers to another one or to media.</summary>
    public bool HasReferences { readonly get; private set; }

    /// <summary>Checks the whole message and reads its header; fields may come in any order, the last of a number wins.</summary>
    public static SendStatus TryOpen(ReadOnlySpan<byte> send, out SendReader reader)
    {
        reader = new SendReader { _reader = new WireReader(send) };
        var scan = reader._reader;
        while (!scan.IsAtEnd)
        {
            if (!scan.TryReadTag(out var tag) || !reader.TryReadField(tag, ref scan))
                return SendStatus.Malformed;
            if (reader.EntryCount > EntriesMax)
                return SendStatus.TooManyEntries;
        }

        return reader.Conversation.IsNone() || reader.EntryCount == 0 ? SendStatus.Malformed : SendStatus.Readable;
    }

    /// <summary>Reads the next entry; false after the last.</summary>
    public bool TryRead(out EntryFields entry)
    {
        entry = default;
        while (!_reader.IsAtEnd && _reader.TryReadTag(out var tag))
        {
            if (tag == WireTag.SendEntry)
                return _reader.TryReadBytes(out var bytes) && EntryFields.TryRead(bytes, out entry);
            if (!_reader.TrySkip(tag))
                return false;
        }

        return false;
    }

    /// <summary>Reads the next entry if it is a plain one; false leaves it to <see cref="TryRead"/>.</summary>
    public bool TryReadPlain(out PlainEntry entry)
    {
        var ahead = _reader;
        if (!ahead.IsAtEnd
            && ahead.TryReadTag(out var tag)
            && tag == WireTag.SendEntry
            && ahead.TryReadBytes(out var bytes)
            && PlainEntry.TryRead(bytes, out entry))
        {
            _reader = ahead;
            return true;
        }

        entry = default;
        return false;
    }

    private bool TryReadField(uint tag, ref WireReader scan)
    {
        ReadOnlySpan<byte> bytes;
        switch (tag)
        {
            case WireTag.SendConversation:
                if (!scan.TryReadBytes(out bytes))
                    return false;
                _ = ConversationId.TryRead(bytes, out var conversation);
                Conversation = conversation;
                return true;
            case WireTag.SendFirstNumber:
                var read = scan.TryReadVarint(out var number);
                FirstSendNumber = number;
                return read;
            case WireTag.SendEntry:
                EntryCount++;
                if (!scan.TryReadBytes(out bytes))
                    return false;
                if (PlainEntry.TryRead(bytes, out _))
                    return true;
                if (!EntryFields.TryRead(bytes, out var entry))
                    return false;
                HasReferences |= entry.TargetSequence != 0 || entry.MediaIds.Count > 0;
                return true;
            default:
                return scan.TrySkip(tag);
        }
    }
}
