namespace FastChat.Server.Http.Bodies;

/// <summary>Signs a device in by an id token.</summary>
/// <param name="IdToken">Of one of this server's issuers, with a nonce of this server.</param>
/// <param name="DeviceName">What the list of devices shows.</param>
/// <param name="DeviceId">A device of the account that signs in again; it keeps its send numbers.</param>
/// <param name="Handle">For an account that is made now; absent: as the issuer calls them.</param>
/// <param name="Invitation">For an account that is made now, where one is needed.</param>
internal sealed record OpenIdBody(string IdToken, string DeviceName, string? DeviceId = null, string? Handle = null, string? Invitation = null);
