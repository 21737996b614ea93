namespace FastChat.Client;

/// <summary>Somebody asks to join.</summary>
/// <param name="Account">Who.</param>
/// <param name="At">When.</param>
/// <param name="InviteId">By which link.</param>
public sealed record JoinRequest(Account Account, DateTimeOffset At, string InviteId);
