using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Accounts;

/// <summary>Accounts, their passwords and what kind they are, sealed under each account's own key.</summary>
public sealed class AccountTable
{
    private readonly AccountRows _rows;

    internal AccountTable(AccountRows rows) => _rows = rows;

    public AccountRecord? Read(AccountId account) =>
        _rows.TryRead<AccountRecord>(account, AccountPart.Record, out var record) ? record : null;

    public PasswordRecord? ReadPassword(AccountId account) =>
        _rows.TryRead<PasswordRecord>(account, AccountPart.Password, out var password) ? password : null;

    /// <summary>What the account is besides a person; a person has no row.</summary>
    public AccountStatusRecord ReadStatus(AccountId account) =>
        _rows.TryRead<AccountStatusRecord>(account, AccountPart.Status, out var status) ? status : AccountStatusRecord.Person;

    public void Put(CommitBatch batch, AccountId account, DataKey dataKey, AccountRecord record) =>
        AccountRows.Put(batch, account, AccountPart.Record, dataKey, record);

    public void PutPassword(CommitBatch batch, AccountId account, DataKey dataKey, PasswordRecord password) =>
        AccountRows.Put(batch, account, AccountPart.Password, dataKey, password);

    public void PutStatus(CommitBatch batch, AccountId account, DataKey dataKey, AccountStatusRecord status) =>
        AccountRows.Put(batch, account, AccountPart.Status, dataKey, status);

    /// <summary>Who the account is elsewhere, with the key under which it is found by that.</summary>
    public IReadOnlyList<(HandleKey Key, ExternalIdentityRecord Record)> ReadExternal(AccountId account) =>
        [.. _rows.ReadAll<ExternalIdentityRecord>(account, AccountPart.External).Select(row => (new HandleKey(row.Id), row.Record))];

    public void PutExternal(CommitBatch batch, AccountId account, HandleKey key, DataKey dataKey, ExternalIdentityRecord record) =>
        AccountRows.Put(batch, account, AccountPart.External, key.Value, dataKey, record);

    /// <summary>From here on the account is a person.</summary>
    public void DeleteStatus(CommitBatch batch, AccountId account) => AccountRows.Delete(batch, account, AccountPart.Status);

    /// <summary>
    /// Deletes every row that lies under the account, its data key included: what was sealed under it is unreadable from then on. Once the
    /// batch is durable: <see cref="KeyRing.Forget(AccountId)"/>, then <see cref="Compact"/> off the loop.
    /// </summary>
    public void Delete(CommitBatch batch, AccountId account)
    {
        ArgumentNullException.ThrowIfNull(batch);
        AccountRows.DeleteAll(batch, account);
    }

    /// <summary>Rewrites the table files that held a deleted account. Slow: never on a loop.</summary>
    public void Compact(AccountId account) => _rows.CompactAll(account);

    /// <summary>Up to <paramref name="limit"/> accounts after another one in the order of keys (none: from the start).</summary>
    public IReadOnlyList<AccountId> ReadIds(AccountId after, int limit) => _rows.ReadIds(after, limit);
}
