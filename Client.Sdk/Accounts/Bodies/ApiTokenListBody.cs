namespace FastChat.Client.Accounts;

/// <summary>A bot's tokens.</summary>
internal sealed record ApiTokenListBody(IReadOnlyList<ApiTokenBody> Tokens);
