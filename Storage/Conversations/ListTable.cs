using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Conversations;

/// <summary>
/// Each account's conversations. A row lies in the account's shard, but is written by the conversation's loop, its only
/// writer.
/// </summary>
public sealed class ListTable
{
    private readonly Rows _rows;
    private readonly DataKey _key;

    internal ListTable(Rows rows, DataKey serverKey)
    {
        _rows = rows;
        _key = serverKey;
    }

    public ListRecord? Read(AccountId account, ConversationId conversation)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _rows.TryRead<ListRecord>(Table.Lists, RowKey.Pair(key, account, conversation), _key, out var row)
            ? row
            : null;
    }

    /// <summary>Visits an account's rows after a conversation (none: from the start), by conversation id.</summary>
    public void Read(AccountId account, ConversationId after, ListVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        Span<byte> start = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> prefix = stackalloc byte[StorageLimits.KeyBytesMax];
        prefix = prefix[..RowKey.Owner(prefix, account).Length];
        using var rows = _rows.Database.Iterate(Table.Lists);
        var more = rows.Seek(RowKey.Pair(start, account, new ConversationId(after.Value + 1)));
        for (; more && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            var row = Rows.Decode<ListRecord>(Table.Lists, rows.Key, rows.Value, _key);
            if (!visit(new ConversationId(RowKey.ReadSecond(rows.Key)), in row)) return;
        }
    }

    public void Put(CommitBatch batch, AccountId account, ConversationId conversation, in ListRecord row)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Lists, RowKey.Pair(key, account, conversation), _key, row);
    }
}
