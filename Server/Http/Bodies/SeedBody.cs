namespace FastChat.Server.Http.Bodies;

/// <summary>Accounts for a load test.</summary>
/// <param name="Accounts">How many.</param>
/// <param name="Prefix">Their handles are this and a number. Repeating a request gives fresh tokens of the same accounts.</param>
internal sealed record SeedBody(int Accounts, string Prefix);
