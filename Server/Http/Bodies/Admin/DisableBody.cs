namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>Disables for so many seconds; without them, until it is enabled.</summary>
internal sealed record DisableBody(long? Seconds = null, string? Reason = null);
