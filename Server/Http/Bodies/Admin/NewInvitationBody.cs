namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A right to make accounts.</summary>
/// <param name="Uses">How many accounts.</param>
/// <param name="Seconds">For how long, at most a year.</param>
/// <param name="Note">For whoever makes it.</param>
internal sealed record NewInvitationBody(int Uses, long Seconds, string? Note = null);
