using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>Who asks to join each conversation.</summary>
public sealed class JoinRequestTable
{
    private readonly AnnotationRows _rows;

    internal JoinRequestTable(AnnotationRows rows) => _rows = rows;

    public JoinRequestRecord? Read(ConversationId conversation, AccountId account) =>
        _rows.TryRead<JoinRequestRecord>(conversation, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(account.Value), out var record)
            ? record
            : null;

    /// <summary>Up to <paramref name="limit"/> after an account (none: from the start), by account id.</summary>
    public IReadOnlyList<(AccountId Account, JoinRequestRecord Request)> ReadPage(ConversationId conversation, AccountId after, int limit)
    {
        var found = new List<(AccountId, JoinRequestRecord)>();
        Visit(conversation, after, (account, row) =>
        {
            found.Add((account, row.Open<JoinRequestRecord>()));
            return found.Count < limit;
        });
        return found;
    }

    /// <summary>How many there are, counted up to a limit. No row is opened.</summary>
    public int Count(ConversationId conversation, int countMax)
    {
        var count = 0;
        Visit(conversation, AccountId.None, (_, _) => ++count < countMax);
        return count;
    }

    public void Put(CommitBatch batch, ConversationId conversation, AccountId account, JoinRequestRecord record, DataKey key) =>
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(account.Value), record, key);

    public void Delete(CommitBatch batch, ConversationId conversation, AccountId account) =>
        AnnotationRows.Delete(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(account.Value));

    private void Visit(ConversationId conversation, AccountId after, RequestVisitor visit) => _rows.Visit(
        conversation,
        Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation),
        Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(after.Value + 1),
        (rest, row) => visit(new AccountId(BinaryPrimitives.ReadUInt128BigEndian(rest)), row));

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation) => new(room, conversation, AnnotationKind.JoinRequest);

    private delegate bool RequestVisitor(AccountId account, SealedRow row);
}
