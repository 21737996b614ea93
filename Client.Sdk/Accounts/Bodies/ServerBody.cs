namespace FastChat.Client.Accounts;

/// <summary>What a server says of itself, as far as signing in goes.</summary>
internal sealed record ServerBody(string? Registration = null, bool Guests = false, IReadOnlyList<OpenIdProviderBody>? Openid = null);
