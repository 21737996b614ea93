using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Webhooks;

/// <summary>
/// Which webhooks are behind in which conversations: shard ‖ conversation ‖ webhook, sealed under the conversation's key, with
/// which it goes.
/// </summary>
public sealed class WebhookPositionTable
{
    private readonly Rows _database;
    private readonly KeyRing _keys;
    private readonly PairRows<ConversationId, WebhookId, WebhookPositionRecord> _rows;

    internal WebhookPositionTable(Rows rows, KeyRing keys)
    {
        (_database, _keys) = (rows, keys);
        _rows = new(rows, Table.WebhookPositions, keys.Find);
    }

    public WebhookPositionRecord? Read(WebhookPlace place) =>
        _rows.TryRead(place.Conversation, place.Webhook, out var position) ? position : null;

    /// <summary>All rows of conversations that are there.</summary>
    public IEnumerable<(WebhookPlace Place, WebhookPositionRecord Position)> ReadAll()
    {
        using var rows = _database.Database.Iterate(Table.WebhookPositions, scan: true);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
        {
            if (Decode(rows.Key, rows.Value) is { } row) yield return row;
        }
    }

    public void Put(CommitBatch batch, WebhookPlace place, in WebhookPositionRecord position, DataKey dataKey) =>
        _rows.Put(batch, place.Conversation, place.Webhook, dataKey, in position);

    public void Delete(CommitBatch batch, WebhookPlace place) => _rows.Delete(batch, place.Conversation, place.Webhook);

    private (WebhookPlace, WebhookPositionRecord)? Decode(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var place = new WebhookPlace(new ConversationId(RowKey.ReadOwner(key)), new WebhookId(RowKey.ReadSecond(key)));
        return _keys.Find(place.Conversation) is { } dataKey
            ? (place, Rows.Decode<WebhookPositionRecord>(Table.WebhookPositions, key, value, dataKey))
            : null;
    }
}
