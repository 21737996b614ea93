using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Commit;

namespace FastChat.Server.Accounts;

/// <summary>
/// Codes of eight digits that are sent by mail. Kept as an HMAC under a secret of the database and bound to account and purpose; good once, for
/// a quarter of an hour, and for a few tries. Thread-safe; what has a batch is called in the account's turn.
/// </summary>
internal sealed class OneTimeCodes(ChatDatabase database, TimeProvider time)
{
    private const int CodesBelow = 100_000_000;
    private readonly byte[] _secret = database.Secret("one-time-codes");

    public static string Make() => RandomNumberGenerator.GetInt32(CodesBelow).ToString("D8", CultureInfo.InvariantCulture);

    /// <summary>Keeps a code in place of an earlier one.</summary>
    public void Put(CommitBatch batch, AccountId account, CodePurpose purpose, string code, string subject)
    {
        var expires = time.GetUtcNow().AddMinutes(AccountLimits.CodeMinutes).ToUnixTimeMilliseconds();
        database.Proofs.PutCode(
            batch, account, purpose, database.Keys.Find(account)!,
            new OneTimeCodeRecord(Hash(account, purpose, code), expires, AccountLimits.CodeTriesMax, subject));
    }

    /// <summary>
    /// Uses the code up and returns its record; null: it is none, which uses up one of its tries. Always writes if there is a code, so it comes
    /// last in what decides.
    /// </summary>
    public OneTimeCodeRecord? Take(CommitBatch batch, AccountId account, CodePurpose purpose, string typed)
    {
        if (database.Proofs.ReadCode(account, purpose) is not { } kept) return null;
        var isRight = CryptographicOperations.FixedTimeEquals(kept.Hash, Hash(account, purpose, typed.Trim()))
            && kept.ExpiresMs > time.GetUtcNow().ToUnixTimeMilliseconds();
        if (isRight || kept.TriesLeft <= 1) database.Proofs.DeleteCode(batch, account, purpose);
        else database.Proofs.PutCode(batch, account, purpose, database.Keys.Find(account)!, kept with { TriesLeft = kept.TriesLeft - 1 });
        return isRight ? kept : null;
    }

    private byte[] Hash(AccountId account, CodePurpose purpose, string code) =>
        HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{(int)purpose} {account} {code}"));
}
