namespace FastChat.Server.Http.Bodies;

/// <summary>A new token of a bot.</summary>
/// <param name="Name">For its owner.</param>
/// <param name="Scopes">What it lets the bot do beyond reading: `send`, `groups`, `profile`.</param>
/// <param name="ExpiresAfterDays">When it ends; absent: not by itself.</param>
internal sealed record NewApiTokenBody(string Name, IReadOnlyList<string> Scopes, int? ExpiresAfterDays = null);
