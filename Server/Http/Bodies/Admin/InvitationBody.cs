using System.Text.Json.Serialization;

namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>An invitation.</summary>
/// <param name="Id">Names it, without giving it away.</param>
/// <param name="Note">For whoever made it.</param>
/// <param name="CreatedMs">When it was made.</param>
/// <param name="ExpiresMs">When it ends.</param>
/// <param name="UsesMax">How many accounts it is for.</param>
/// <param name="Uses">How many it has made.</param>
/// <param name="Invitation">The code itself: told once, when it is made.</param>
internal sealed record InvitationBody(
    string Id,
    string Note,
    long CreatedMs,
    long ExpiresMs,
    int UsesMax,
    int Uses,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Invitation = null);
