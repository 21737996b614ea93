namespace FastChat.Client.Accounts;

/// <summary>A new token of a bot.</summary>
internal sealed record NewApiTokenBody(string Name, IReadOnlyList<string> Scopes, int? ExpiresAfterDays = null);
