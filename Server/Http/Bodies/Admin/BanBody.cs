namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>Addresses that are kept out; until_ms is missing if without end.</summary>
internal sealed record BanBody(
    string BanId, string Network, long CreatedMs, long? UntilMs, string Reason, string Actor);
