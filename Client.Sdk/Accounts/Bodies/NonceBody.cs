namespace FastChat.Client.Accounts;

/// <summary>Begins a sign-in through an identity provider.</summary>
internal sealed record NonceBody(string Nonce, long ExpiresMs);
