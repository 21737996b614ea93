namespace FastChat.Client.Accounts;

/// <summary>One of them. Times are milliseconds since 1970, 0 when unknown.</summary>
internal sealed record DeviceBody(string DeviceId, string? Name, long CreatedMs, long LastSeenMs, bool Current);
