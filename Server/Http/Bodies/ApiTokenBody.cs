using System.Text.Json.Serialization;

namespace FastChat.Server.Http.Bodies;

/// <summary>A token of a bot.</summary>
/// <param name="TokenId">Names it.</param>
/// <param name="Name">For its owner.</param>
/// <param name="Scopes">What it lets the bot do beyond reading.</param>
/// <param name="CreatedMs">When it was made.</param>
/// <param name="ExpiresMs">When it ends; null: not by itself.</param>
/// <param name="LastUsedMs">When the bot last signed in with it; null: never.</param>
/// <param name="Token">The token itself: told once, when it is made.</param>
internal sealed record ApiTokenBody(
    string TokenId,
    string Name,
    IReadOnlyList<string> Scopes,
    long CreatedMs,
    long? ExpiresMs,
    long? LastUsedMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token = null);
