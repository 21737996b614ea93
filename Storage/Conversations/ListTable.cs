using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Conversations;

/// <summary>
/// Each account's conversations. A row lies in the account's shard, but is written by the conversation's loop, its only
/// writer. Rows of left and deleted conversations may be forgotten; for each shard of conversations one mark then says up to
/// which commit number that was done.
/// </summary>
public sealed class ListTable
{
    /// <summary>The mark of a shard stands under this number plus the shard, where no conversation's id can be.</summary>
    private const uint FirstMark = 0x100;
    private const uint FirstConversation = 0x200;

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
        var from = UInt128.Max(after.Value + 1, FirstConversation);
        var more = rows.Seek(RowKey.Pair(start, account, new ConversationId(from)));
        for (; more && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            var row = Rows.Decode<ListRecord>(Table.Lists, rows.Key, rows.Value, _key);
            if (!visit(new ConversationId(RowKey.ReadSecond(rows.Key)), in row)) return;
        }
    }

    /// <summary>How many rows there are, counted up to a limit. No row is opened.</summary>
    public int Count(AccountId account, int countMax)
    {
        Span<byte> start = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> prefix = stackalloc byte[StorageLimits.KeyBytesMax];
        prefix = prefix[..RowKey.Owner(prefix, account).Length];
        using var rows = _rows.Database.Iterate(Table.Lists);
        var count = 0;
        var more = countMax > 0 && rows.Seek(RowKey.Pair(start, account, new ConversationId(FirstConversation)));
        for (; more && rows.Key.StartsWith(prefix); more = count < countMax && rows.MoveNext()) count++;
        return count;
    }

    /// <summary>Up to which commit number of a shard of conversations rows were forgotten; 0: none were.</summary>
    public long ReadForgotten(AccountId account, byte shard) => Read(account, MarkOf(shard))?.CommitNumber ?? 0;

    /// <summary>The same for all 256 shards, in one pass.</summary>
    public void ReadForgotten(AccountId account, Span<long> commitNumbers)
    {
        Span<byte> start = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> prefix = stackalloc byte[StorageLimits.KeyBytesMax];
        prefix = prefix[..RowKey.Owner(prefix, account).Length];
        commitNumbers.Clear();
        using var rows = _rows.Database.Iterate(Table.Lists);
        var more = rows.Seek(RowKey.Pair(start, account, MarkOf(0)));
        for (; more && rows.Key.StartsWith(prefix) && IsMark(rows.Key); more = rows.MoveNext())
        {
            var mark = Rows.Decode<ListRecord>(Table.Lists, rows.Key, rows.Value, _key);
            commitNumbers[(byte)RowKey.ReadSecond(rows.Key)] = mark.CommitNumber;
        }
    }

    public void PutForgotten(CommitBatch batch, AccountId account, byte shard, long commitNumber) =>
        Put(batch, account, MarkOf(shard), new ListRecord(ListState.Forgotten, commitNumber, 0));

    public void Delete(CommitBatch batch, AccountId account, ConversationId conversation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.Lists, RowKey.Pair(key, account, conversation));
    }

    /// <summary>Whether a row's key is a mark's.</summary>
    internal static bool IsMark(ReadOnlySpan<byte> key) => RowKey.ReadSecond(key) < FirstConversation;

    private static ConversationId MarkOf(byte shard) => new(FirstMark + (UInt128)shard);

    public void Put(CommitBatch batch, AccountId account, ConversationId conversation, in ListRecord row)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Lists, RowKey.Pair(key, account, conversation), _key, row);
    }
}
