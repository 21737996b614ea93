using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Conversations;

/// <summary>Each member's read and delivered cursors in a conversation.</summary>
public sealed class CursorTable
{
    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal CursorTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _keys = keys;
    }

    public CursorRecord? Read(ConversationId conversation, AccountId account)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _keys.Find(conversation) is { } dataKey
            && _rows.TryRead<CursorRecord>(Table.Cursors, RowKey.Pair(key, conversation, account), dataKey, out var cursor)
            ? cursor
            : null;
    }

    public void Put(
        CommitBatch batch, ConversationId conversation, AccountId account, DataKey dataKey, in CursorRecord cursor)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Cursors, RowKey.Pair(key, conversation, account), dataKey, cursor);
    }

    public void Delete(CommitBatch batch, ConversationId conversation, AccountId account)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.Cursors, RowKey.Pair(key, conversation, account));
    }
}
