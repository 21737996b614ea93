using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>Unsent drafts that devices share: what of a message can be written down before it is sent.</summary>
internal static class Drafts
{
    public static Wire.SetDraft Write(MessageDraft? draft)
    {
        var request = new Wire.SetDraft();
        var shared = draft is null ? null : new MessageDraft(draft.Text) { Entities = draft.Entities, ReplyToSequence = draft.ReplyToSequence };
        if (shared is null || (shared.Text.Length == 0 && shared.ReplyToSequence is null))
            return request;
        request.Content = Contents.Write(shared).ToByteString();
        if (request.Content.Length > ProtocolLimits.DraftBytesMax)
            throw new ChatException(ErrorCode.MessageTooLarge, $"A draft has at most {ProtocolLimits.DraftBytesMax} bytes.");
        var mentions = Contents.Some(draft!.Mentions).Distinct().ToList();
        if (mentions.Count > ProtocolLimits.MentionsPerEntryMax)
            throw Contents.Invalid($"A message mentions at most {ProtocolLimits.MentionsPerEntryMax} accounts.");
        request.MentionedAccounts.AddRange(mentions.Select(account => account.ToByteString()));
        return request;
    }

    public static MessageDraft? Read(Wire.Draft draft, ConversationId conversation)
    {
        var content = OpenedContent.Read(draft.Content, conversation);
        return content.State == ContentState.Unreadable
            ? null
            : new MessageDraft(content.Text)
            {
                Entities = content.Entities,
                ReplyToSequence = content.ReplyToSequence,
                Mentions = OpenedContent.Ids(draft.MentionedAccounts),
            };
    }
}
