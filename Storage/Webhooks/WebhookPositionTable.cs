using System.Buffers.Binary;
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
    private const int KeyBytes = RowKey.PrefixBytes + Identifier.Bytes;

    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal WebhookPositionTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _keys = keys;
    }

    public WebhookPositionRecord? Read(WebhookPlace place) =>
        _keys.Find(place.Conversation) is { } dataKey
        && _rows.TryRead<WebhookPositionRecord>(Table.WebhookPositions, Key(stackalloc byte[KeyBytes], place), dataKey, out var position)
            ? position
            : null;

    /// <summary>All rows of conversations that are there.</summary>
    public IEnumerable<(WebhookPlace Place, WebhookPositionRecord Position)> ReadAll()
    {
        using var rows = _rows.Database.Iterate(Table.WebhookPositions, scan: true);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
        {
            if (Decode(rows.Key, rows.Value) is { } row) yield return row;
        }
    }

    public static void Put(CommitBatch batch, WebhookPlace place, in WebhookPositionRecord position, DataKey dataKey) =>
        Rows.Put(batch, Table.WebhookPositions, Key(stackalloc byte[KeyBytes], place), dataKey, position);

    public static void Delete(CommitBatch batch, WebhookPlace place)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Delete(Table.WebhookPositions, Key(stackalloc byte[KeyBytes], place));
    }

    private (WebhookPlace, WebhookPositionRecord)? Decode(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var place = new WebhookPlace(new ConversationId(RowKey.ReadOwner(key)), RowKey.ReadSecond(key));
        return _keys.Find(place.Conversation) is { } dataKey
            ? (place, Rows.Decode<WebhookPositionRecord>(Table.WebhookPositions, key, value, dataKey))
            : null;
    }

    private static ReadOnlySpan<byte> Key(Span<byte> key, WebhookPlace place)
    {
        RowKey.Owner(key, place.Conversation);
        BinaryPrimitives.WriteUInt128BigEndian(key[RowKey.PrefixBytes..], place.Webhook);
        return key;
    }
}
