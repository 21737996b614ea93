using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Webhooks;

/// <summary>The webhooks, few of them: 0x00 ‖ id, sealed under the server's key. Written by the loop of shard 0.</summary>
public sealed class WebhookTable
{
    private readonly Rows _rows;
    private readonly DataKey _key;

    internal WebhookTable(Rows rows, DataKey serverKey)
    {
        _rows = rows;
        _key = serverKey;
    }

    public WebhookRecord? Read(UInt128 id) =>
        _rows.TryRead<WebhookRecord>(Table.Webhooks, RowKey.OfServer(stackalloc byte[RowKey.PrefixBytes], id), _key, out var record) ? record : null;

    public IReadOnlyList<(UInt128 Id, WebhookRecord Record)> ReadAll()
    {
        var found = new List<(UInt128, WebhookRecord)>();
        using var rows = _rows.Database.Iterate(Table.Webhooks);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
        {
            found.Add((RowKey.ReadOwner(rows.Key), Rows.Decode<WebhookRecord>(Table.Webhooks, rows.Key, rows.Value, _key)));
        }

        return found;
    }

    public void Put(CommitBatch batch, UInt128 id, WebhookRecord record) =>
        Rows.Put(batch, Table.Webhooks, RowKey.OfServer(stackalloc byte[RowKey.PrefixBytes], id), _key, record);

    public void Delete(CommitBatch batch, UInt128 id)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Delete(Table.Webhooks, RowKey.OfServer(stackalloc byte[RowKey.PrefixBytes], id));
    }
}
