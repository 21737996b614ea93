using FastChat.Server.Auth;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>Between a hash and the row that keeps it.</summary>
internal static class Passwords
{
    private const int Argon2id = 1;

    public static PasswordRecord ToRecord(PasswordHash hash) => new(Argon2id, hash.Cost.MemoryKiB, hash.Cost.Passes, hash.Salt, hash.Hash);

    /// <summary>Null if there is none, or one that this version cannot compute.</summary>
    public static PasswordHash? FromRecord(PasswordRecord? record) => record is { Algorithm: Argon2id }
        ? new PasswordHash(new PasswordCost(record.MemoryKib, record.Passes), record.Salt, record.Hash)
        : null;
}
