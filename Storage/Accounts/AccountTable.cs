using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Accounts;

/// <summary>Accounts and their passwords, sealed under each account's own key.</summary>
public sealed class AccountTable
{
    private const byte RecordPart = 0;
    private const byte PasswordPart = 1;

    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal AccountTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _keys = keys;
    }

    public AccountRecord? Read(AccountId account) =>
        TryRead<AccountRecord>(account, RecordPart, out var record) ? record : null;

    public PasswordRecord? ReadPassword(AccountId account) =>
        TryRead<PasswordRecord>(account, PasswordPart, out var password) ? password : null;

    public void Put(CommitBatch batch, AccountId account, DataKey dataKey, AccountRecord record)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Accounts, RowKey.Part(key, account, RecordPart), dataKey, record);
    }

    public void PutPassword(CommitBatch batch, AccountId account, DataKey dataKey, PasswordRecord password)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Accounts, RowKey.Part(key, account, PasswordPart), dataKey, password);
    }

    /// <summary>Up to <paramref name="limit"/> accounts after another one in the order of keys (none: from the start).</summary>
    public IReadOnlyList<AccountId> ReadIds(AccountId after, int limit)
    {
        var ids = new List<AccountId>();
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        using var rows = _rows.Database.Iterate(Table.Accounts, scan: true);
        var more = after.IsNone() ? rows.SeekToFirst() : rows.Seek(RowKey.OwnerEnd(key, after));
        for (; more && ids.Count < limit; more = rows.MoveNext())
        {
            if (rows.Key[^1] == RecordPart) ids.Add(new AccountId(RowKey.ReadOwner(rows.Key)));
        }

        return ids;
    }

    private bool TryRead<T>(AccountId account, byte part, out T record)
        where T : IStoredRecord<T>
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        record = default!;
        return _keys.Find(account) is { } dataKey
            && _rows.TryRead(Table.Accounts, RowKey.Part(key, account, part), dataKey, out record);
    }
}
