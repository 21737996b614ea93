using FastChat.Protocol.Identifiers;

namespace FastChat.Storage.Push;

/// <summary>A device of an account, as somebody to be told of a conversation.</summary>
public readonly record struct PushPlace(ConversationId Conversation, AccountId Account, DeviceId Device);
