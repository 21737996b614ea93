using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>Which messages of a conversation refer to a medium: with the last one goes the reference that lets its members read it.</summary>
public sealed class MediaUseTable
{
    private readonly AnnotationRows _rows;

    internal MediaUseTable(AnnotationRows rows) => _rows = rows;

    public void Put(CommitBatch batch, ConversationId conversation, MediaId media, ulong sequence, DataKey key) =>
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, media).Add(sequence), [], key);

    public void Delete(CommitBatch batch, ConversationId conversation, MediaId media, ulong sequence) =>
        AnnotationRows.Delete(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, media).Add(sequence));

    /// <summary>Whether a message other than these refers to it.</summary>
    public bool IsUsedElsewhere(ConversationId conversation, MediaId media, IReadOnlySet<ulong> than)
    {
        var used = false;
        _rows.Visit(
            conversation,
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, media),
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, media),
            (rest, _) => !(used = !than.Contains(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(rest))));
        return used;
    }

    /// <summary>
    /// Whether a message from a sequence on refers to it; also true of a medium that no message refers to, as before these rows were written.
    /// </summary>
    public bool IsUsedFrom(ConversationId conversation, MediaId media, ulong firstSequence)
    {
        var (any, from) = (false, false);
        _rows.VisitBack(
            conversation,
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, media),
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, media).Add(ulong.MaxValue),
            (rest, _) =>
            {
                any = true;
                from = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(rest) >= firstSequence;
                return false; // The last one decides.
            });
        return from || !any;
    }

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation, MediaId media) =>
        new AnnotationKey(room, conversation, AnnotationKind.MediaUse).Add(media.Value);
}
