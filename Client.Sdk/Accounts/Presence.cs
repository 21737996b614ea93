using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>Whether an account is there.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Online">Whether one of its devices is connected. Accounts that share no conversation with you read as offline.</param>
/// <param name="LastSeen">When its last device went; null while online or when not known.</param>
public sealed record Presence(AccountId Account, bool Online, DateTimeOffset? LastSeen);
