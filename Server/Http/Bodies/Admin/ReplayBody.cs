namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>What a webhook is told again: a conversation from a sequence on, or everything of the last seconds.</summary>
internal sealed record ReplayBody(string? Conversation = null, long? FromSequence = null, long? Seconds = null);
