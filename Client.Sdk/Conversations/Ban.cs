namespace FastChat.Client;

/// <summary>An account that is banned from a group or channel.</summary>
/// <param name="Account">Who.</param>
/// <param name="By">Who banned it.</param>
/// <param name="At">When.</param>
/// <param name="Until">When it ends; null: never by itself.</param>
public sealed record Ban(Account Account, Account By, DateTimeOffset At, DateTimeOffset? Until);
