namespace FastChat.Server.Accounts.OpenId;

/// <summary>Whom an issuer vouches for.</summary>
/// <param name="Issuer">The issuer.</param>
/// <param name="Subject">Who, there: never given to somebody else.</param>
/// <param name="UserName">What they are called there, if told; anything.</param>
/// <param name="Name">Their name, if told; anything.</param>
internal sealed record OpenIdClaims(OpenIdIssuer Issuer, string Subject, string? UserName, string? Name);
