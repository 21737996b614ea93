using System.Collections.Immutable;
using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>Drafts to wire content. Throws <see cref="ErrorCode.InvalidArgument"/> for what no server would take.</summary>
internal static class Contents
{
    /// <summary>Formatted parts of a text.</summary>
    public const int EntitiesMax = Protocol.Codec.Markdown.EntitiesMax;

    private const int EmojiBytesMax = 32;
    private const int QuestionBytesMax = 1_024;
    private const int PreviewBytesMax = 2 * 1024;

    /// <summary>The content of a message or an edit. Attachments that are still to be uploaded have no media id yet.</summary>
    public static Wire.MessageContent Write(MessageDraft draft)
    {
        if (Some(draft.Entities).Length > EntitiesMax)
            throw Invalid($"A message has at most {EntitiesMax} formatted parts.");
        var content = new Wire.MessageContent
        {
            Text = draft.Text,
            ReplyToSequence = (ulong)(draft.ReplyToSequence ?? 0),
        };
        foreach (var entity in Some(draft.Entities))
        {
            if (entity.Start < 0 || entity.Length < 0 || entity.Start > draft.Text.Length - entity.Length)
                throw Invalid("A text entity lies outside of the text.");
            if (entity.Style == TextStyle.Link && !IsSafeLink(entity.Argument))
                throw Invalid("A link leads to an http, https, mailto or tel address.");
            content.Entities.Add(new Wire.TextEntity
            {
                Start = (uint)entity.Start,
                Length = (uint)entity.Length,
                Style = (Wire.TextEntity.Types.Style)(int)entity.Style,
                Argument = entity.Argument,
            });
        }

        content.Attachments.AddRange(Some(draft.Attachments).Select(Write));
        if (draft.Custom is { } custom)
            content.Custom = new Wire.CustomPayload { Type = custom.Type, Data = ByteString.CopyFrom(Some(custom.Data).AsSpan()) };
        if (content.Attachments.Count > ProtocolLimits.MediaPerEntryMax)
            throw Invalid($"A message has at most {ProtocolLimits.MediaPerEntryMax} attachments.");
        if (draft.Forwarded is { } forwarded)
            content.Forwarded = new Wire.Forwarded { Account = forwarded.From.Id.ToByteString(), TimeMs = forwarded.At.ToUnixTimeMilliseconds() };
        content.Location = draft.Location is { } location ? Cards.Write(location) : null;
        content.Contact = draft.Contact is { } contact ? Cards.Write(contact) : null;
        content.Poll = draft.Poll is { } poll ? Write(poll) : null;
        if (content.CalculateSize() == 0)
            throw Invalid("The message is empty.");
        return content;
    }

    /// <summary>What of a draft stands in the entry's clear header, so that the server can count by it.</summary>
    public static void WriteHeader(Wire.OutgoingEntry entry, MessageDraft draft, SendOptions options)
    {
        var seconds = options.ExpiresAfter?.TotalSeconds ?? 0;
        if (seconds is < 0 or > ProtocolLimits.TimerSecondsMax || (options.ExpiresAfter is not null && seconds < 1))
            throw Invalid("A message expires after a second at least, and a year at most.");
        entry.ExpiresAfterSeconds = (uint)seconds;
        if (Some(draft.Mentions).Length > ProtocolLimits.MentionsPerEntryMax)
            throw Invalid($"A message mentions at most {ProtocolLimits.MentionsPerEntryMax} accounts.");
        entry.MentionedAccounts.AddRange(Some(draft.Mentions).Distinct().Select(account => account.ToByteString()));
        entry.TargetSequence = (ulong)(draft.ThreadRoot ?? 0);
        entry.PayloadType = draft.Custom?.Type ?? "";
        if (draft.Custom is { } custom && (custom.Type.Length is 0 or > ProtocolLimits.PayloadTypeBytesMax || custom.Type.Any(c => c is < '!' or > '~')))
            throw Invalid($"A payload's type has 1 to {ProtocolLimits.PayloadTypeBytesMax} visible ASCII characters.");
        var flags = draft.MentionsEveryone ? Wire.EntryFlag.MentionsEveryone : Wire.EntryFlag.None;
        if (draft.Poll is { } poll)
        {
            flags |= (poll.Multiple ? Wire.EntryFlag.Multiple : 0) | (poll.Anonymous ? Wire.EntryFlag.Anonymous : 0);
            entry.PollOptions = (uint)poll.Options.Length;
            entry.ClosesAfterSeconds = (uint)Math.Clamp(poll.ClosesAfter?.TotalSeconds ?? 0, 0, uint.MaxValue);
        }

        entry.Flags |= (uint)flags;
    }

    /// <summary>Whether following a link can do no more than open a page, a mail or a call.</summary>
    public static bool IsSafeLink(string address) => Protocol.Codec.Markdown.IsSafeLink(address);

    public static ByteString WriteReaction(string emoji, bool on)
    {
        if (emoji.Length == 0 || Encoding.UTF8.GetByteCount(emoji) > EmojiBytesMax)
            throw Invalid($"A reaction is 1 to {EmojiBytesMax} bytes of UTF-8.");
        return new Wire.ReactionContent { Emoji = emoji, Removed = !on }.ToByteString();
    }

    public static void CheckSize(Wire.OutgoingEntry entry)
    {
        if (entry.Content.Length > ProtocolLimits.MessageBytesMax)
            throw new ChatException(ErrorCode.MessageTooLarge, $"A message has at most {ProtocolLimits.MessageBytesMax} bytes.");
    }

    public static ImmutableArray<T> Some<T>(ImmutableArray<T> array) => array.IsDefault ? [] : array;

    private static Wire.PollContent Write(PollDraft poll)
    {
        if (poll.Question.Length == 0 || Encoding.UTF8.GetByteCount(poll.Question) > QuestionBytesMax)
            throw Invalid($"A poll's question has 1 to {QuestionBytesMax} bytes.");
        if (Some(poll.Options).Length is < 2 or > ProtocolLimits.PollOptionsMax || poll.Options.Any(string.IsNullOrWhiteSpace))
            throw Invalid($"A poll has 2 to {ProtocolLimits.PollOptionsMax} options, none of them empty.");
        return new Wire.PollContent { Question = poll.Question, Options = { poll.Options } };
    }

    private static Wire.Attachment Write(AttachmentSource source)
    {
        if (Some(source.Preview).Length > PreviewBytesMax)
            throw Invalid($"A preview has at most {PreviewBytesMax} bytes.");
        return new Wire.Attachment
        {
            MediaId = source.Stored is { } stored ? stored.Media.ToByteString() : ByteString.Empty,
            Name = source.Name,
            ContentType = source.ContentType,
            SizeBytes = (ulong)(source.Stored?.SizeBytes ?? 0),
            Width = (uint)source.WidthPixels,
            Height = (uint)source.HeightPixels,
            DurationMs = (uint)source.Duration.TotalMilliseconds,
            Preview = ByteString.CopyFrom(Some(source.Preview).AsSpan()),
        };
    }

    public static ChatException Invalid(string message) => new(ErrorCode.InvalidArgument, message);
}
