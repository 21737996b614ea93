namespace FastChat.Client.Accounts;

/// <summary>Work that the server does by itself.</summary>
internal sealed record JobBody(string State, long DueMs, string? Problem = null);
