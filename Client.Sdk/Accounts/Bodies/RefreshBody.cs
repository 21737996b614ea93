namespace FastChat.Client.Accounts;

/// <summary>Trades a refresh token for a new session.</summary>
internal sealed record RefreshBody(string RefreshToken);
