using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Records;

/// <summary>The rows of one table that lie under shard(owner) ‖ owner ‖ id.</summary>
/// <param name="rows">The database.</param>
/// <param name="table">Which table.</param>
/// <param name="keyOf">The key that an owner's rows are sealed under; null: the owner is not there, and so are its rows.</param>
internal sealed class PairRows<TOwner, TId, T>(Rows rows, Table table, Func<TOwner, DataKey?> keyOf)
    where TOwner : struct, IIdentifier<TOwner>
    where TId : struct, IIdentifier<TId>
    where T : IStoredRecord<T>
{
    public bool TryRead(TOwner owner, TId id, out T record)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        record = default!;
        return keyOf(owner) is { } dataKey && rows.TryRead(table, RowKey.Pair(key, owner, id), dataKey, out record);
    }

    /// <summary>Visits an owner's rows from an id on, in the order of ids.</summary>
    public void Visit(TOwner owner, UInt128 from, PairVisitor<TId, T> visit)
    {
        if (keyOf(owner) is not { } dataKey) return;
        Span<byte> start = stackalloc byte[StorageLimits.KeyBytesMax];
        var prefix = RowKey.Owner(stackalloc byte[RowKey.PrefixBytes], owner);
        using var found = rows.Database.Iterate(table);
        var more = found.Seek(RowKey.Pair(start, owner, TId.From(from)));
        for (; more && found.Key.StartsWith(prefix); more = found.MoveNext())
        {
            var record = Rows.Decode<T>(table, found.Key, found.Value, dataKey);
            if (!visit(TId.From(RowKey.ReadSecond(found.Key)), in record)) return;
        }
    }

    /// <summary>All of an owner's rows, where they are few.</summary>
    public List<(TId Id, T Record)> ReadAll(TOwner owner)
    {
        var found = new List<(TId, T)>();
        Visit(owner, UInt128.Zero, (id, in record) =>
        {
            found.Add((id, record));
            return true;
        });
        return found;
    }

    /// <summary>How many rows an owner has from an id on, counted up to a limit. No row is opened.</summary>
    public int Count(TOwner owner, UInt128 from, int countMax)
    {
        Span<byte> start = stackalloc byte[StorageLimits.KeyBytesMax];
        var prefix = RowKey.Owner(stackalloc byte[RowKey.PrefixBytes], owner);
        using var found = rows.Database.Iterate(table);
        var count = 0;
        var more = countMax > 0 && found.Seek(RowKey.Pair(start, owner, TId.From(from)));
        for (; more && found.Key.StartsWith(prefix); more = count < countMax && found.MoveNext()) count++;
        return count;
    }

    public void Put(CommitBatch batch, TOwner owner, TId id, DataKey dataKey, in T record)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, table, RowKey.Pair(key, owner, id), dataKey, record);
    }

    public void Delete(CommitBatch batch, TOwner owner, TId id)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(table, RowKey.Pair(key, owner, id));
    }
}
