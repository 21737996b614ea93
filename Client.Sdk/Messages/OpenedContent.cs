using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>
/// The content of a message or an edit, read from bytes that another client made: whatever they hold, this does not throw, and
/// what cannot be shown safely (a format outside of its text, an id of another length) is left out.
/// </summary>
internal sealed record OpenedContent
{
    public static OpenedContent Unreadable { get; } = new() { State = ContentState.Unreadable };

    public static OpenedContent Empty { get; } = new();

    public ContentState State { get; private init; }

    public string Text { get; private init; } = "";

    public ImmutableArray<TextEntity> Entities { get; private init; } = [];

    public ImmutableArray<Attachment> Attachments { get; private init; } = [];

    public ImmutableArray<AccountId> Mentions { get; private init; } = [];

    public bool MentionsEveryone { get; private init; }

    public long? ReplyToSequence { get; private init; }

    public CustomPayload? Custom { get; private init; }

    public AccountId ForwardedFrom { get; private init; }

    public DateTimeOffset? ForwardedAt { get; private init; }

    public GeoLocation? Location { get; private init; }

    public ContactCard? Contact { get; private init; }

    /// <summary>The words of a poll; its rules stand in the header.</summary>
    public Wire.PollContent? Poll { get; private init; }

    /// <summary>With whom the entry's header says it mentions, beside those that the content names.</summary>
    public OpenedContent With(Wire.Entry header) => header is { MentionedAccounts.Count: 0 } && (header.Flags & (uint)Wire.EntryFlag.MentionsEveryone) == 0
        ? this
        : this with
        {
            Mentions = [.. Mentions.Union(Ids(header.MentionedAccounts))],
            MentionsEveryone = MentionsEveryone || (header.Flags & (uint)Wire.EntryFlag.MentionsEveryone) != 0,
        };

    public static OpenedContent Read(ByteString content, ConversationId conversation)
    {
        Wire.MessageContent message;
        try
        {
            message = Wire.MessageContent.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException)
        {
            return Unreadable;
        }

        return new OpenedContent
        {
            Text = message.Text,
            Entities =
            [
                .. message.Entities.Where(entity => (ulong)entity.Start + entity.Length <= (ulong)message.Text.Length)
                    .Take(Contents.EntitiesMax).Select(Read),
            ],
            Attachments = [.. message.Attachments.Select(attachment => Read(attachment, conversation))],
            Mentions = Ids(message.MentionedAccounts),
            MentionsEveryone = message.MentionsEveryone,
            ReplyToSequence = message.ReplyToSequence is > 0 and <= long.MaxValue ? (long)message.ReplyToSequence : null,
            ForwardedFrom = message.Forwarded is { } forwarded && AccountId.TryRead(forwarded.Account.Span, out var author) ? author : default,
            ForwardedAt = message.Forwarded is { } original ? Cards.Time(original.TimeMs) : null,
            Location = Cards.Read(message.Location),
            Contact = Cards.Read(message.Contact),
            Poll = message.Poll,
            Custom = message.Custom is { } custom ? new CustomPayload(custom.Type, [.. custom.Data.Span]) : null,
        };
    }

    /// <summary>Ids as the wire carries them; what is no id is left out.</summary>
    public static ImmutableArray<AccountId> Ids(IEnumerable<ByteString> bytes)
    {
        var ids = ImmutableArray.CreateBuilder<AccountId>();
        foreach (var item in bytes)
        {
            if (AccountId.TryRead(item.Span, out var id))
                ids.Add(id);
        }

        return ids.DrainToImmutable();
    }

    private static TextEntity Read(Wire.TextEntity entity) => new(
        (int)entity.Start,
        (int)entity.Length,
        Style(entity),
        entity.Argument);

    // A link to anything but a page, a mail or a call is shown as the text that it is.
    private static TextStyle Style(Wire.TextEntity entity) =>
        !Enum.IsDefined((TextStyle)(int)entity.Style)
        || (entity.Style == Wire.TextEntity.Types.Style.Link && !Contents.IsSafeLink(entity.Argument))
            ? TextStyle.Plain
            : (TextStyle)(int)entity.Style;

    private static Attachment Read(Wire.Attachment attachment, ConversationId conversation)
    {
        _ = MediaId.TryRead(attachment.MediaId.Span, out var media);
        return new Attachment(media, attachment.Name, attachment.ContentType, (long)Math.Min(attachment.SizeBytes, long.MaxValue))
        {
            Conversation = conversation,
            WidthPixels = (int)Math.Min(attachment.Width, int.MaxValue),
            HeightPixels = (int)Math.Min(attachment.Height, int.MaxValue),
            Duration = TimeSpan.FromMilliseconds(attachment.DurationMs),
            Preview = [.. attachment.Preview.Span],
        };
    }
}
