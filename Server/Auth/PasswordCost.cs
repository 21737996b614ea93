namespace FastChat.Server.Auth;

/// <summary>What one Argon2id computation costs; stored beside every hash, so it can be raised later.</summary>
internal readonly record struct PasswordCost(int MemoryKiB, int Passes);
