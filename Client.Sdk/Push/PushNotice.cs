using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>What a push told this device.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Tag">Names the conversation for this device: show one notification for each tag.</param>
/// <param name="Account">Whose.</param>
/// <param name="Conversation">Where.</param>
/// <param name="Sequence">The newest message.</param>
/// <param name="Unread">How many messages of the conversation are unread.</param>
/// <param name="Preview">The message; null: not asked for, or not allowed.</param>
public sealed record PushNotice(
    PushNoticeKind Kind, string Tag, AccountId Account, ConversationId Conversation, long Sequence, long Unread, PushPreview? Preview);
