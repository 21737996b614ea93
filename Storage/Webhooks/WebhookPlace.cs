using FastChat.Protocol.Identifiers;

namespace FastChat.Storage.Webhooks;

/// <summary>A conversation of which a webhook has something to be told.</summary>
public readonly record struct WebhookPlace(ConversationId Conversation, WebhookId Webhook);
