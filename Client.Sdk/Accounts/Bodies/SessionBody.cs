namespace FastChat.Client.Accounts;

/// <summary>A session: who, on which device, and its tokens. Times are milliseconds since 1970.</summary>
internal sealed record SessionBody(
    string AccountId,
    string DeviceId,
    string Handle,
    string AccessToken,
    long AccessExpiresMs,
    string RefreshToken,
    long RefreshExpiresMs);
