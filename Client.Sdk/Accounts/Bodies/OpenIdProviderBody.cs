namespace FastChat.Client.Accounts;

/// <summary>An identity provider.</summary>
internal sealed record OpenIdProviderBody(string Name, string Issuer, string ClientId);
