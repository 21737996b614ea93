using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Records;

/// <summary>The rows of one table that lie under 0x00 ‖ id, sealed under the server key.</summary>
internal sealed class ServerRows<TId, T>(Rows rows, Table table, DataKey serverKey) : ServerTable<TId, T>
    where TId : struct, IIdentifier<TId>
    where T : class, IStoredRecord<T>
{
    public override T? Read(TId id)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return rows.TryRead<T>(table, RowKey.OfServer(key, id.Value), serverKey, out var record) ? record : null;
    }

    public override IReadOnlyList<(TId Id, T Record)> ReadAfter(TId after, int limit)
    {
        var page = new List<(TId, T)>();
        using var found = rows.Database.Iterate(table);
        var more = found.Seek(RowKey.OfServer(stackalloc byte[StorageLimits.KeyBytesMax], after.Value + 1));
        for (; more && page.Count < limit; more = found.MoveNext()) page.Add(Open(found.Key, found.Value));
        return page;
    }

    public override IReadOnlyList<(TId Id, T Record)> ReadBefore(TId before, int limit)
    {
        var page = new List<(TId, T)>();
        using var found = rows.Database.Iterate(table);
        // Before none, the number before zero: the greatest.
        var more = found.SeekBack(RowKey.OfServer(stackalloc byte[StorageLimits.KeyBytesMax], unchecked(before.Value - 1)));
        for (; more && page.Count < limit; more = found.MoveBack()) page.Add(Open(found.Key, found.Value));
        return page;
    }

    public override void Put(CommitBatch batch, TId id, T record)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, table, RowKey.OfServer(key, id.Value), serverKey, record);
    }

    public override void Delete(CommitBatch batch, TId id)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(table, RowKey.OfServer(key, id.Value));
    }

    private (TId Id, T Record) Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        (TId.From(RowKey.ReadOwner(key)), Rows.Decode<T>(table, key, value, serverKey));
}
