using System.Text.Json.Serialization;

namespace FastChat.Server.Http.Bodies;

/// <summary>What everybody who is signed in may see of an account.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Handle">Its handle.</param>
/// <param name="DisplayName">Its name.</param>
/// <param name="About">A few lines.</param>
/// <param name="AvatarMediaId">Its picture, or null.</param>
/// <param name="Kind">`person`, `guest` or `bot`.</param>
/// <param name="ExpiresMs">When a guest ends; told to itself alone.</param>
internal sealed record ProfileBody(
    string AccountId,
    string Handle,
    string DisplayName,
    string About,
    string? AvatarMediaId,
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ExpiresMs = null);
