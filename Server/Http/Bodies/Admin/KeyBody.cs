namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>An operator's key; the key itself is told once, when it is made.</summary>
internal sealed record KeyBody(
    string KeyId, string Name, long CreatedMs, long? ExpiresMs, string? Key = null);
