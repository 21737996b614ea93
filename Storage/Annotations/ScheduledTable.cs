using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>Messages that accounts have scheduled in a conversation, by their message ids.</summary>
public sealed class ScheduledTable
{
    private readonly AnnotationRows _rows;

    internal ScheduledTable(AnnotationRows rows) => _rows = rows;

    public ScheduledRecord? Read(ConversationId conversation, AccountId account, ulong messageId) =>
        _rows.TryRead<ScheduledRecord>(
            conversation, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account).Add(messageId), out var scheduled)
            ? scheduled
            : null;

    /// <summary>All of an account's, which are few.</summary>
    public IReadOnlyList<(ulong MessageId, ScheduledRecord Scheduled)> ReadAll(ConversationId conversation, AccountId account)
    {
        var found = new List<(ulong, ScheduledRecord)>();
        _rows.Visit(
            conversation,
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account),
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account),
            (rest, row) =>
            {
                found.Add((BinaryPrimitives.ReadUInt64BigEndian(rest), row.Open<ScheduledRecord>()));
                return true;
            });
        return found;
    }

    public void Put(
        CommitBatch batch, ConversationId conversation, AccountId account, ulong messageId, ScheduledRecord scheduled, DataKey key) =>
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account).Add(messageId), scheduled, key);

    public void Delete(CommitBatch batch, ConversationId conversation, AccountId account, ulong messageId) =>
        AnnotationRows.Delete(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account).Add(messageId));

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation, AccountId account) =>
        new AnnotationKey(room, conversation, AnnotationKind.Scheduled).Add(account.Value);
}
