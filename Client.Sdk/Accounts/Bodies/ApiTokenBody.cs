namespace FastChat.Client.Accounts;

/// <summary>A token of a bot. Times are milliseconds since 1970.</summary>
internal sealed record ApiTokenBody(
    string TokenId, string Name, IReadOnlyList<string> Scopes, long CreatedMs, long? ExpiresMs = null, long? LastUsedMs = null, string? Token = null);
