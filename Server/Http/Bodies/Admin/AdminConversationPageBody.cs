namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A page of all conversations, in the order of the database.</summary>
internal sealed record AdminConversationPageBody(IReadOnlyList<AdminConversationBody> Conversations, string? Next = null);
