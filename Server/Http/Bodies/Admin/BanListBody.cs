namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>All bans of addresses.</summary>
internal sealed record BanListBody(IReadOnlyList<BanBody> Bans);
