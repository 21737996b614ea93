namespace FastChat.Server.Accounts.OpenId;

/// <summary>An issuer whose word is taken; the server's options say what each means.</summary>
/// <param name="Name">For people.</param>
/// <param name="Issuer">Its `iss`, to the letter.</param>
/// <param name="ClientIds">For whom its tokens must be made (`aud`); the first is told to clients.</param>
/// <param name="MakesAccounts">Whether it makes accounts although registration does not let everybody in.</param>
internal sealed record OpenIdIssuer(string Name, string Issuer, IReadOnlyList<string> ClientIds, bool MakesAccounts);
