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

    private readonly PairRows<AccountId, ConversationId, ListRecord> _rows;
    private readonly DataKey _key;

    internal ListTable(Rows rows, DataKey serverKey)
    {
        _rows = new(rows, Table.Lists, _ => serverKey);
        _key = serverKey;
    }

    public ListRecord? Read(AccountId account, ConversationId conversation) =>
        _rows.TryRead(account, conversation, out var row) ? row : null;

    /// <summary>Visits an account's rows after a conversation (none: from the start), by conversation id.</summary>
    public void Read(AccountId account, ConversationId after, ListVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        _rows.Visit(account, UInt128.Max(after.Value + 1, FirstConversation), visit.Invoke);
    }

    /// <summary>How many rows there are, counted up to a limit. No row is opened.</summary>
    public int Count(AccountId account, int countMax) => _rows.Count(account, FirstConversation, countMax);

    /// <summary>Up to which commit number of a shard of conversations rows were forgotten; 0: none were.</summary>
    public long ReadForgotten(AccountId account, byte shard) => Read(account, MarkOf(shard))?.CommitNumber ?? 0;

    /// <summary>The same for all 256 shards, in one pass.</summary>
    public long[] ReadForgotten(AccountId account)
    {
        var commitNumbers = new long[Identifier.ShardCount];
        _rows.Visit(account, FirstMark, (id, in mark) =>
        {
            if (id.Value >= FirstConversation) return false;
            commitNumbers[(byte)id.Value] = mark.CommitNumber;
            return true;
        });
        return commitNumbers;
    }

    public void Put(CommitBatch batch, AccountId account, ConversationId conversation, in ListRecord row) =>
        _rows.Put(batch, account, conversation, _key, in row);

    public void PutForgotten(CommitBatch batch, AccountId account, byte shard, long commitNumber) =>
        Put(batch, account, MarkOf(shard), new ListRecord(ListState.Forgotten, commitNumber, 0));

    public void Delete(CommitBatch batch, AccountId account, ConversationId conversation) =>
        _rows.Delete(batch, account, conversation);

    /// <summary>Whether a row's key is a mark's.</summary>
    internal static bool IsMark(ReadOnlySpan<byte> key) => RowKey.ReadSecond(key) < FirstConversation;

    private static ConversationId MarkOf(byte shard) => new(FirstMark + (UInt128)shard);
}
