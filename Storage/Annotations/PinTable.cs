using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>The pinned messages of each conversation, in one row.</summary>
public sealed class PinTable
{
    private readonly AnnotationRows _rows;

    internal PinTable(AnnotationRows rows) => _rows = rows;

    public PinsRecord? Read(ConversationId conversation) =>
        _rows.TryRead<PinsRecord>(conversation, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation), out var pins) ? pins : null;

    public void Put(CommitBatch batch, ConversationId conversation, PinsRecord pins, DataKey key) =>
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation), pins, key);

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation) => new(room, conversation, AnnotationKind.Pins);
}
