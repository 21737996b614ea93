namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A member of a conversation.</summary>
internal sealed record AdminMemberBody(string AccountId, string? Handle, string Role, long JoinedMs);
