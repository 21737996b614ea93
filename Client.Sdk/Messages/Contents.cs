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
    private const int EmojiBytesMax = 32;
    private const int PreviewBytesMax = 2 * 1024;

    /// <summary>The content of a message or an edit. Attachments that are still to be uploaded have no media id yet.</summary>
    public static Wire.MessageContent Write(MessageDraft draft)
    {
        var content = new Wire.MessageContent
        {
            Text = draft.Text,
            ReplyToSequence = (ulong)(draft.ReplyToSequence ?? 0),
            MentionsEveryone = draft.MentionsEveryone,
        };
        foreach (var entity in Some(draft.Entities))
        {
            if (entity.Start < 0 || entity.Length < 0 || entity.Start > draft.Text.Length - entity.Length)
                throw Invalid("A text entity lies outside of the text.");
            content.Entities.Add(new Wire.TextEntity
            {
                Start = (uint)entity.Start,
                Length = (uint)entity.Length,
                Style = (Wire.TextEntity.Types.Style)(int)entity.Style,
                Argument = entity.Argument,
            });
        }

        content.MentionedAccounts.AddRange(Some(draft.Mentions).Select(account => account.ToByteString()));
        content.Attachments.AddRange(Some(draft.Attachments).Select(Write));
        if (draft.Custom is { } custom)
            content.Custom = new Wire.CustomPayload { Type = custom.Type, Data = ByteString.CopyFrom(Some(custom.Data).AsSpan()) };
        if (content.Attachments.Count > ProtocolLimits.MediaPerEntryMax)
            throw Invalid($"A message has at most {ProtocolLimits.MediaPerEntryMax} attachments.");
        if (content.CalculateSize() == 0)
            throw Invalid("The message is empty.");
        return content;
    }

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

    private static ChatException Invalid(string message) => new(ErrorCode.InvalidArgument, message);
}
