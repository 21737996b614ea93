namespace FastChat.Client;

/// <summary>The deletion of an account that was asked for.</summary>
/// <param name="At">When it begins. Until then it can be taken back.</param>
public sealed record AccountDeletion(DateTimeOffset At);
