using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Accounts;

/// <summary>
/// Rows of `accounts` by part, sealed under the account's own key: shard ‖ account ‖ part, and for parts of which there are several
/// ‖ id. Reads on any thread; writes go into the batch of the account's loop.
/// </summary>
internal sealed class AccountRows(Rows rows, KeyRing keys)
{
    public bool TryRead<T>(AccountId account, AccountPart part, out T record)
        where T : IStoredRecord<T>
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        record = default!;
        return keys.Find(account) is { } dataKey
            && rows.TryRead(Table.Accounts, RowKey.Part(key, account, (byte)part), dataKey, out record);
    }

    public bool TryRead<T>(AccountId account, AccountPart part, UInt128 id, out T record)
        where T : IStoredRecord<T>
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        record = default!;
        return keys.Find(account) is { } dataKey
            && rows.TryRead(Table.Accounts, RowKey.Part(key, account, (byte)part, id), dataKey, out record);
    }

    /// <summary>All rows of a part of which there are several, by id.</summary>
    public IReadOnlyList<(UInt128 Id, T Record)> ReadAll<T>(AccountId account, AccountPart part)
        where T : IStoredRecord<T>
    {
        var found = new List<(UInt128, T)>();
        if (keys.Find(account) is not { } dataKey) return found;
        var prefix = RowKey.Part(stackalloc byte[StorageLimits.KeyBytesMax], account, (byte)part);
        using var all = rows.Database.Iterate(Table.Accounts);
        for (var more = all.Seek(prefix); more && all.Key.StartsWith(prefix); more = all.MoveNext())
        {
            found.Add((
                BinaryPrimitives.ReadUInt128BigEndian(all.Key[prefix.Length..]),
                Rows.Decode<T>(Table.Accounts, all.Key, all.Value, dataKey)));
        }

        return found;
    }

    /// <summary>Up to <paramref name="limit"/> accounts after another one in the order of keys (none: from the start).</summary>
    public IReadOnlyList<AccountId> ReadIds(AccountId after, int limit)
    {
        var ids = new List<AccountId>();
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        using var all = rows.Database.Iterate(Table.Accounts, scan: true);
        var more = after.IsNone() ? all.SeekToFirst() : all.Seek(RowKey.OwnerEnd(key, after));
        for (; more && ids.Count < limit; more = all.MoveNext())
        {
            // The record's own row; rows of other parts may end in any byte.
            if (all.Key.Length == RowKey.PrefixBytes + 1 && all.Key[^1] == (byte)AccountPart.Record) ids.Add(new AccountId(RowKey.ReadOwner(all.Key)));
        }

        return ids;
    }

    public static void Put<T>(CommitBatch batch, AccountId account, AccountPart part, DataKey dataKey, T record)
        where T : IStoredRecord<T>
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Accounts, RowKey.Part(key, account, (byte)part), dataKey, record);
    }

    public static void Put<T>(CommitBatch batch, AccountId account, AccountPart part, UInt128 id, DataKey dataKey, T record)
        where T : IStoredRecord<T>
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Accounts, RowKey.Part(key, account, (byte)part, id), dataKey, record);
    }

    public static void Delete(CommitBatch batch, AccountId account, AccountPart part)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.Accounts, RowKey.Part(key, account, (byte)part));
    }

    public static void Delete(CommitBatch batch, AccountId account, AccountPart part, UInt128 id)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.Accounts, RowKey.Part(key, account, (byte)part, id));
    }

    /// <summary>Deletes the rows of all tables that lie under the account.</summary>
    public static void DeleteAll(CommitBatch batch, AccountId account)
    {
        Span<byte> from = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> to = stackalloc byte[StorageLimits.KeyBytesMax];
        foreach (var table in TableOwners.Accounts) batch.DeleteRange(table, RowKey.Owner(from, account), RowKey.OwnerEnd(to, account));
    }

    /// <summary>Rewrites the table files that held them. Slow: never on a loop.</summary>
    public void CompactAll(AccountId account)
    {
        Span<byte> from = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> to = stackalloc byte[StorageLimits.KeyBytesMax];
        foreach (var table in TableOwners.Accounts) rows.Database.Compact(table, RowKey.Owner(from, account), RowKey.OwnerEnd(to, account));
    }
}
