using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>The pinned messages of each conversation, in one row; and which of them a side of a direct conversation does not see.</summary>
public sealed class PinTable
{
    private readonly AnnotationRows _rows;

    internal PinTable(AnnotationRows rows) => _rows = rows;

    public PinsRecord? Read(ConversationId conversation) =>
        _rows.TryRead<PinsRecord>(conversation, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation), out var pins) ? pins : null;

    public void Put(CommitBatch batch, ConversationId conversation, PinsRecord pins, DataKey key) =>
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation), pins, key);

    public PinsRecord? ReadUnseen(ConversationId conversation, AccountId account) =>
        _rows.TryRead<PinsRecord>(conversation, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(account.Value), out var pins) ? pins : null;

    /// <summary>A record without any deletes the row.</summary>
    public void PutUnseen(CommitBatch batch, ConversationId conversation, AccountId account, PinsRecord unseen, DataKey key)
    {
        var row = Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(account.Value);
        if (unseen.Sequences.IsEmpty) AnnotationRows.Delete(batch, row);
        else AnnotationRows.Put(batch, row, unseen, key);
    }

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation) => new(room, conversation, AnnotationKind.Pins);
}
