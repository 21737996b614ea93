namespace FastChat.Client.Accounts;

/// <summary>Signs in by an id token.</summary>
internal sealed record OpenIdBody(string IdToken, string DeviceName, string? DeviceId = null, string? Handle = null, string? Invitation = null);
