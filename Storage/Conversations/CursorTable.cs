using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Conversations;

/// <summary>Each member's read and delivered cursors in a conversation.</summary>
public sealed class CursorTable
{
    private readonly PairRows<ConversationId, AccountId, CursorRecord> _rows;

    internal CursorTable(Rows rows, KeyRing keys) => _rows = new(rows, Table.Cursors, keys.Find);

    public CursorRecord? Read(ConversationId conversation, AccountId account) =>
        _rows.TryRead(conversation, account, out var cursor) ? cursor : null;

    public void Put(
        CommitBatch batch, ConversationId conversation, AccountId account, DataKey dataKey, in CursorRecord cursor) =>
        _rows.Put(batch, conversation, account, dataKey, in cursor);

    public void Delete(CommitBatch batch, ConversationId conversation, AccountId account) =>
        _rows.Delete(batch, conversation, account);
}
