namespace FastChat.Server.Http.Bodies;

/// <summary>A bot's tokens.</summary>
/// <param name="Tokens">Without the tokens themselves.</param>
internal sealed record ApiTokenListBody(IReadOnlyList<ApiTokenBody> Tokens);
