using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>What was set of groups and channels, and of single accounts in them.</summary>
public sealed class GroupTable
{
    private readonly AnnotationRows _rows;

    internal GroupTable(AnnotationRows rows) => _rows = rows;

    /// <summary>Null: nothing was set.</summary>
    public GroupRecord? Read(ConversationId conversation) =>
        _rows.TryRead<GroupRecord>(conversation, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation), out var group) ? group : null;

    public void Put(CommitBatch batch, ConversationId conversation, GroupRecord group, DataKey key) =>
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation), group, key);

    public GroupAccountRecord? ReadAccount(ConversationId conversation, AccountId account) =>
        _rows.TryRead<GroupAccountRecord>(conversation, Of(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account), out var laidDown)
            ? laidDown
            : null;

    /// <summary>An empty record leaves no row.</summary>
    public void PutAccount(CommitBatch batch, ConversationId conversation, AccountId account, GroupAccountRecord laidDown, DataKey key)
    {
        ArgumentNullException.ThrowIfNull(laidDown);
        var row = Of(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account);
        if (laidDown.IsEmpty) AnnotationRows.Delete(batch, row);
        else AnnotationRows.Put(batch, row, laidDown, key);
    }

    /// <summary>Accounts that something was laid down about and that fit, after another one (none: from the start).</summary>
    public IReadOnlyList<(AccountId Account, GroupAccountRecord LaidDown)> ReadAccounts(
        ConversationId conversation, AccountId after, int limit, Func<GroupAccountRecord, bool> fits)
    {
        ArgumentNullException.ThrowIfNull(fits);
        var found = new List<(AccountId, GroupAccountRecord)>();
        _rows.Visit(
            conversation,
            new AnnotationKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation, AnnotationKind.GroupAccount),
            Of(stackalloc byte[StorageLimits.KeyBytesMax], conversation, new AccountId(after.Value + 1)),
            (rest, row) =>
            {
                var laidDown = row.Open<GroupAccountRecord>();
                if (fits(laidDown)) found.Add((new AccountId(BinaryPrimitives.ReadUInt128BigEndian(rest)), laidDown));
                return found.Count < limit;
            });
        return found;
    }

    /// <summary>When the account last sent a message under slow mode; 0: not yet.</summary>
    public long ReadLastMessage(ConversationId conversation, AccountId account)
    {
        var lastMs = 0L;
        var key = LastMessage(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account);
        _rows.Visit(conversation, key, LastMessage(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account), (_, row) =>
        {
            var bytes = row.OpenBytes();
            if (bytes.Length != sizeof(long)) throw new StorageCorruptException("A value has the wrong length.");
            lastMs = BinaryPrimitives.ReadInt64BigEndian(bytes);
            return false;
        });
        return lastMs;
    }

    public void PutLastMessage(CommitBatch batch, ConversationId conversation, AccountId account, long timeMs, DataKey key)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, timeMs);
        AnnotationRows.Put(batch, LastMessage(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account), bytes, key);
    }

    public void DeleteLastMessage(CommitBatch batch, ConversationId conversation, AccountId account) =>
        AnnotationRows.Delete(batch, LastMessage(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account));

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation) => new(room, conversation, AnnotationKind.Group);

    private static AnnotationKey Of(Span<byte> room, ConversationId conversation, AccountId account) =>
        new AnnotationKey(room, conversation, AnnotationKind.GroupAccount).Add(account.Value);

    private static AnnotationKey LastMessage(Span<byte> room, ConversationId conversation, AccountId account) =>
        new AnnotationKey(room, conversation, AnnotationKind.LastMessage).Add(account.Value);
}
