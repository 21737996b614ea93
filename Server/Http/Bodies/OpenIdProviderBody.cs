namespace FastChat.Server.Http.Bodies;

/// <summary>An identity provider whose word is taken.</summary>
/// <param name="Name">For people.</param>
/// <param name="Issuer">Where its discovery document is.</param>
/// <param name="ClientId">As which to ask it.</param>
internal sealed record OpenIdProviderBody(string Name, string Issuer, string ClientId);
