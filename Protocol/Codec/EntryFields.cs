using System.Text.Unicode;

namespace FastChat.Protocol.Codec;

/// <summary>
/// The fields that a client sets of an entry (`OutgoingEntry`). Spans lie in the bytes that it was read from. Only the
/// wire form is judged here; what the values mean is for the caller to check.
/// </summary>
public ref struct EntryFields
{
    public EntryKind Kind { readonly get; set; }

    /// <summary>0 when absent, which no valid entry of a client is.</summary>
    public ulong MessageId { readonly get; set; }

    public ulong TargetSequence { readonly get; set; }

    public uint ExpiresAfterSeconds { readonly get; set; }

    /// <summary>Bits of <see cref="EntryFlag"/>.</summary>
    public uint Flags { readonly get; set; }

    public ReadOnlySpan<byte> Content { readonly get; set; }

    public EntryIdList MediaIds { readonly get; private set; }

    /// <summary>Accounts that a message mentions.</summary>
    public EntryIdList Mentioned { readonly get; private set; }

    /// <summary>How many options a poll has; 0: the message is no poll.</summary>
    public uint PollOptions { readonly get; set; }

    /// <summary>Of a vote: bit i stands for option i.</summary>
    public uint Choices { readonly get; set; }

    /// <summary>UTF-8 of the name of a custom payload's type.</summary>
    public ReadOnlySpan<byte> PayloadType { readonly get; set; }

    /// <summary>Of a poll: for how long it takes votes; 0: until it is closed.</summary>
    public uint ClosesAfterSeconds { readonly get; set; }

    /// <summary>Of a reply in a thread: which one it is. Set by the server, so it is not read from what a client sends.</summary>
    public uint ThreadOrdinal { readonly get; set; }

    /// <summary>What is left of an entry whose content was removed: who sent it, when, and what it counted as.</summary>
    public readonly EntryFields WithoutContent(EntryFlag why) => new()
    {
        Kind = Kind,
        MessageId = MessageId,
        TargetSequence = TargetSequence,
        Flags = (Flags & (uint)(EntryFlag.CountsAsUnread | EntryFlag.Removed)) | (uint)why,
        ThreadOrdinal = ThreadOrdinal,
    };

    /// <summary>Reads an `OutgoingEntry`; false if the bytes are no protobuf message.</summary>
    public static bool TryRead(ReadOnlySpan<byte> entry, out EntryFields fields)
    {
        fields = default;
        var read = default(EntryFields);
        var reader = new WireReader(entry);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadTag(out var tag) || !read.TryReadField(tag, ref reader, entry))
                return false;
        }

        fields = read;
        return true;
    }

    /// <summary>Takes one field, the last of a number winning; unknown ones are skipped.</summary>
    internal bool TryReadField(uint tag, scoped ref WireReader reader, ReadOnlySpan<byte> entry)
    {
        ulong number;
        switch (tag)
        {
            case WireTag.EntryKind when reader.TryReadVarint(out number):
                Kind = (EntryKind)(int)number;
                return true;
            case WireTag.EntryMessageId when reader.TryReadFixed64(out number):
                MessageId = number;
                return true;
            case WireTag.EntryTarget when reader.TryReadVarint(out number):
                TargetSequence = number;
                return true;
            case WireTag.EntryMediaId when reader.TryReadBytes(out _):
                MediaIds = new EntryIdList(entry, WireTag.EntryMediaId, MediaIds.Count + 1);
                return true;
            case WireTag.EntryMentioned when reader.TryReadBytes(out _):
                Mentioned = new EntryIdList(entry, WireTag.EntryMentioned, Mentioned.Count + 1);
                return true;
            case WireTag.EntryPollOptions when reader.TryReadVarint(out number):
                PollOptions = (uint)number;
                return true;
            case WireTag.EntryChoices when reader.TryReadVarint(out number):
                Choices = (uint)number;
                return true;
            case WireTag.EntryPayloadType when reader.TryReadBytes(out var type) && Utf8.IsValid(type):
                PayloadType = type;
                return true;
            case WireTag.EntryClosesAfter when reader.TryReadVarint(out number):
                ClosesAfterSeconds = (uint)number;
                return true;
            case WireTag.EntryExpiresAfter when reader.TryReadVarint(out number):
                ExpiresAfterSeconds = (uint)number;
                return true;
            case WireTag.EntryFlags when reader.TryReadVarint(out number):
                Flags = (uint)number;
                return true;
            case WireTag.EntryContent when reader.TryReadBytes(out var content):
                Content = content;
                return true;
            case WireTag.EntryKind or WireTag.EntryMessageId or WireTag.EntryTarget or WireTag.EntryMediaId
                or WireTag.EntryExpiresAfter or WireTag.EntryFlags or WireTag.EntryMentioned or WireTag.EntryPollOptions
                or WireTag.EntryChoices or WireTag.EntryPayloadType or WireTag.EntryClosesAfter or WireTag.EntryContent:
                return false;
            default:
                return reader.TrySkip(tag);
        }
    }
}
