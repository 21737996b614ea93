namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>What a webhook is to be told again: all of the last seconds, or one conversation from a sequence on.</summary>
/// <param name="Seconds">How far back, at most a year.</param>
/// <param name="Conversation">Its id.</param>
/// <param name="FromSequence">Where it begins there.</param>
internal sealed record ReplayBody(long? Seconds = null, string? Conversation = null, ulong? FromSequence = null);
