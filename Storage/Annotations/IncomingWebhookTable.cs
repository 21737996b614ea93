using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>A conversation's webhooks, by their numbers. They go with the conversation.</summary>
public sealed class IncomingWebhookTable
{
    private readonly AnnotationRows _rows;

    internal IncomingWebhookTable(AnnotationRows rows) => _rows = rows;

    public IncomingWebhookRecord? Read(ConversationId conversation, ulong webhook) =>
        _rows.TryRead<IncomingWebhookRecord>(conversation, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(webhook), out var record)
            ? record
            : null;

    /// <summary>All of them, which are few.</summary>
    public IReadOnlyList<(ulong Webhook, IncomingWebhookRecord Record)> ReadAll(ConversationId conversation)
    {
        var found = new List<(ulong, IncomingWebhookRecord)>();
        _rows.Visit(
            conversation,
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation),
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation),
            (rest, row) =>
            {
                found.Add((BinaryPrimitives.ReadUInt64BigEndian(rest), row.Open<IncomingWebhookRecord>()));
                return true;
            });
        return found;
    }

    public void Put(CommitBatch batch, ConversationId conversation, ulong webhook, IncomingWebhookRecord record, DataKey key) =>
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(webhook), record, key);

    public void Delete(CommitBatch batch, ConversationId conversation, ulong webhook) =>
        AnnotationRows.Delete(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(webhook));

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation) => new(room, conversation, AnnotationKind.Webhook);
}
