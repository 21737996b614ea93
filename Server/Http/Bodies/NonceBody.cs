namespace FastChat.Server.Http.Bodies;

/// <summary>Begins a sign-in through an identity provider.</summary>
/// <param name="Nonce">Goes into the authorization request; the id token brings it back.</param>
/// <param name="ExpiresMs">Until when.</param>
internal sealed record NonceBody(string Nonce, long ExpiresMs);
