namespace FastChat.Client;

/// <summary>A token by which a bot signs in, without the token itself.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Name">For its owner.</param>
/// <param name="Scopes">What it lets the bot do beyond reading.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null: not by itself.</param>
/// <param name="LastUsed">When the bot last signed in with it; null: never.</param>
public sealed record BotToken(
    string Id, string Name, BotScopes Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsed);
