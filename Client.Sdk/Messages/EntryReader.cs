using FastChat.Client.Accounts;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>Stored entries to public ones.</summary>
internal static class EntryReader
{
    public static Entry Read(EntryRow row, People people)
    {
        var kind = Kind(row.Entry.Kind);
        var content = kind is EntryKind.Message or EntryKind.Edit
            ? OpenedContent.Read(row.Entry.Content, row.Conversation).With(row.Entry)
            : OpenedContent.Empty;
        var reaction = kind == EntryKind.Reaction ? Reaction(row.Entry.Content) : null;
        return new Entry(
            row.Conversation, row.Sequence, kind, Id(row), people.Find(Sender(row.Entry)), At(row.TimeMs), content.Text)
        {
            TargetSequence = row.Entry.TargetSequence == 0 ? null : (long)row.Entry.TargetSequence,
            Attachments = content.Attachments,
            Entities = content.Entities,
            ReplyToSequence = content.ReplyToSequence,
            Mentions = content.Mentions,
            MentionsEveryone = content.MentionsEveryone,
            Custom = content.Custom,
            Content = content.State,
            Emoji = reaction?.Emoji ?? "",
            Removed = reaction?.Removed ?? (row.Entry.Flags & (uint)Wire.EntryFlag.Off) != 0,
            ContentRemoved = (row.Entry.Flags & (uint)Wire.EntryFlag.Removed) != 0,
            Location = content.Location,
            Contact = content.Contact,
            Forwarded = Origin(content, people),
            Choices = kind == EntryKind.Vote ? [.. Enumerable.Range(0, 32).Where(option => (row.Entry.Choices >> option & 1) != 0)] : [],
            Membership = kind == EntryKind.Membership ? MembershipReader.Read(row.Entry.Content) : null,
        };
    }

    public static EntryKind Kind(Wire.EntryKind kind) => kind switch
    {
        Wire.EntryKind.Message => EntryKind.Message,
        Wire.EntryKind.Edit => EntryKind.Edit,
        Wire.EntryKind.Delete => EntryKind.Delete,
        Wire.EntryKind.Reaction => EntryKind.Reaction,
        Wire.EntryKind.Pin => EntryKind.Pin,
        Wire.EntryKind.Membership => EntryKind.Membership,
        Wire.EntryKind.Vote => EntryKind.Vote,
        Wire.EntryKind.PollClosed => EntryKind.PollClosed,
        Wire.EntryKind.PollTally => EntryKind.PollTally,
        _ => EntryKind.Unknown,
    };

    /// <summary>The message id; entries that the server made without one are named by their place.</summary>
    public static MessageId Id(EntryRow row) =>
        new(row.Entry.MessageId != 0 ? row.Entry.MessageId : (ulong)row.Sequence);

    public static AccountId Sender(Wire.Entry entry) =>
        AccountId.TryRead(entry.SenderAccount.Span, out var sender) ? sender : AccountId.None;

    public static DateTimeOffset At(long timeMs) => DateTimeOffset.FromUnixTimeMilliseconds(timeMs);

    /// <summary>Null: it was not forwarded.</summary>
    public static ForwardOrigin? Origin(OpenedContent content, People people) =>
        content.ForwardedAt is { } at ? new ForwardOrigin(people.Find(content.ForwardedFrom), at) : null;

    /// <summary>Null: not a reaction that this version understands.</summary>
    public static Wire.ReactionContent? Reaction(ByteString content)
    {
        try
        {
            var reaction = Wire.ReactionContent.Parser.ParseFrom(content);
            return reaction.Emoji.Length > 0 ? reaction : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
