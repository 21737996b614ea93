using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Conversations;

/// <summary>Conversations: what they are, how far they reach, what is left of deleted ones.</summary>
public sealed class ConversationTable
{
    private const byte RecordPart = 0;
    private const byte HeadPart = 1;
    private const byte TombstonePart = 2;

    /// <summary>Deleted by range; of this table itself the tombstone stays.</summary>
    private static readonly Table[] Owned = [.. TableOwners.Conversations.Where(table => table != Table.Conversations)];

    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal ConversationTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _keys = keys;
    }

    /// <summary>Null: no such conversation, or it was deleted.</summary>
    public ConversationRecord? ReadRecord(ConversationId id) =>
        _keys.Find(id) is { } key && TryRead<ConversationRecord>(id, RecordPart, key, out var record) ? record : null;

    public HeadRecord? ReadHead(ConversationId id) =>
        _keys.Find(id) is { } key && TryRead<HeadRecord>(id, HeadPart, key, out var head) ? head : null;

    public TombstoneRecord? ReadTombstone(ConversationId id) =>
        TryRead<TombstoneRecord>(id, TombstonePart, _keys.Server, out var tombstone) ? tombstone : null;

    public void PutRecord(CommitBatch batch, ConversationId id, DataKey key, ConversationRecord record)
    {
        Span<byte> rowKey = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Conversations, RowKey.Part(rowKey, id, RecordPart), key, record);
    }

    public void PutHead(CommitBatch batch, ConversationId id, DataKey key, in HeadRecord head)
    {
        Span<byte> rowKey = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Conversations, RowKey.Part(rowKey, id, HeadPart), key, head);
    }

    /// <summary>
    /// Deletes everything of the conversation but its members' list rows, its data key included, and leaves the tombstone.
    /// Once the batch is durable: <see cref="KeyRing.Forget(ConversationId)"/>, then <see cref="Compact"/> off the loop.
    /// </summary>
    public void Delete(CommitBatch batch, ConversationId id, TombstoneRecord tombstone)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> from = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> to = stackalloc byte[StorageLimits.KeyBytesMax];
        foreach (var table in Owned) batch.DeleteRange(table, RowKey.Owner(from, id), RowKey.OwnerEnd(to, id));
        batch.Delete(Table.Conversations, RowKey.Part(from, id, RecordPart));
        batch.Delete(Table.Conversations, RowKey.Part(from, id, HeadPart));
        Rows.Put(batch, Table.Conversations, RowKey.Part(from, id, TombstonePart), _keys.Server, tombstone);
    }

    /// <summary>Removes the tombstone, in the batch that re-creates the conversation.</summary>
    public void DeleteTombstone(CommitBatch batch, ConversationId id)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.Conversations, RowKey.Part(key, id, TombstonePart));
    }

    /// <summary>Rewrites the table files that held a deleted conversation, so that its rows are gone from them. Slow:
    /// never on a loop.</summary>
    public void Compact(ConversationId id)
    {
        Span<byte> from = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> to = stackalloc byte[StorageLimits.KeyBytesMax];
        foreach (var table in Owned)
        {
            _rows.Database.Compact(table, RowKey.Owner(from, id), RowKey.OwnerEnd(to, id));
        }

        _rows.Database.Compact(Table.Conversations, RowKey.Owner(from, id), RowKey.OwnerEnd(to, id));
    }

    /// <summary>Up to <paramref name="limit"/> conversations that exist, after another one in the order of keys (none: from the start).</summary>
    public IReadOnlyList<ConversationId> ReadIds(ConversationId after, int limit)
    {
        var ids = new List<ConversationId>();
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        using var rows = _rows.Database.Iterate(Table.Conversations, scan: true);
        var more = after.IsNone() ? rows.SeekToFirst() : rows.Seek(RowKey.OwnerEnd(key, after));
        for (; more && ids.Count < limit; more = rows.MoveNext())
        {
            if (rows.Key[^1] == RecordPart) ids.Add(new ConversationId(RowKey.ReadOwner(rows.Key)));
        }

        return ids;
    }

    private bool TryRead<T>(ConversationId id, byte part, DataKey key, out T record)
        where T : IStoredRecord<T>
    {
        Span<byte> rowKey = stackalloc byte[StorageLimits.KeyBytesMax];
        return _rows.TryRead(Table.Conversations, RowKey.Part(rowKey, id, part), key, out record);
    }
}
