namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>Addresses to be kept out: one, or a network in CIDR form.</summary>
internal sealed record NewBanBody(string Network, long? Seconds = null, string? Reason = null);
