using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>After how many seconds a conversation's messages expire.</summary>
public sealed class MessageTimerTable
{
    private readonly AnnotationRows _rows;

    internal MessageTimerTable(AnnotationRows rows) => _rows = rows;

    /// <summary>0: never.</summary>
    public uint Read(ConversationId conversation) =>
        _rows.TryReadNumber(conversation, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation), out var seconds) ? seconds : 0;

    public void Put(CommitBatch batch, ConversationId conversation, uint seconds, DataKey key) =>
        AnnotationRows.PutNumber(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation), seconds, key);

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation) =>
        new(room, conversation, AnnotationKind.MessageTimer);
}
