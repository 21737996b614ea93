using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>Which messages mention an account, or everyone: <see cref="AccountId.None"/>.</summary>
public sealed class MentionTable
{
    private readonly AnnotationRows _rows;

    internal MentionTable(AnnotationRows rows) => _rows = rows;

    public void Put(CommitBatch batch, ConversationId conversation, AccountId account, ulong sequence, DataKey key) =>
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account).Add(sequence), [], key);

    public void Delete(CommitBatch batch, ConversationId conversation, AccountId account, ulong sequence) =>
        AnnotationRows.Delete(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account).Add(sequence));

    /// <summary>All mentions of an account.</summary>
    public void DeleteAll(CommitBatch batch, ConversationId conversation, AccountId account)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.DeleteRange(
            Keys.Table.Annotations,
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account).Bytes,
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, new AccountId(account.Value + 1)).Bytes);
    }

    /// <summary>The newest messages after a sequence that mention the account or everyone, at most so many, newest first.</summary>
    public IReadOnlyList<ulong> ReadNewest(ConversationId conversation, AccountId account, ulong afterSequence, int countMax)
    {
        var mentions = new SortedSet<ulong>();
        Add(AccountId.None);
        Add(account);
        return [.. mentions.Reverse().Take(countMax)];

        void Add(AccountId whom)
        {
            var count = 0;
            _rows.VisitBack(
                conversation,
                Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, whom),
                Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, whom).Add(ulong.MaxValue),
                (rest, _) =>
                {
                    var sequence = BinaryPrimitives.ReadUInt64BigEndian(rest);
                    return sequence > afterSequence && (mentions.Add(sequence) || true) && ++count < countMax;
                });
        }
    }

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation, AccountId account) =>
        new AnnotationKey(room, conversation, AnnotationKind.Mention).Add(account.Value);
}
