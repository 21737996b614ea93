namespace FastChat.Client;

/// <summary>An identity provider by which one may sign in.</summary>
/// <param name="Name">For people: the words of a button.</param>
/// <param name="Issuer">Where its discovery document is.</param>
/// <param name="ClientId">As which to ask it.</param>
public sealed record OpenIdProvider(string Name, string Issuer, string ClientId);
