using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>The links of each conversation, by the hash of their secrets.</summary>
public sealed class InviteTable
{
    private readonly AnnotationRows _rows;

    internal InviteTable(AnnotationRows rows) => _rows = rows;

    public InviteRecord? Read(ConversationId conversation, InviteKey invite) =>
        _rows.TryRead<InviteRecord>(conversation, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(invite.Value), out var record)
            ? record
            : null;

    /// <summary>All of them, which are few.</summary>
    public IReadOnlyList<(InviteKey Key, InviteRecord Invite)> ReadAll(ConversationId conversation)
    {
        var found = new List<(InviteKey, InviteRecord)>();
        _rows.Visit(
            conversation,
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation),
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation),
            (rest, row) =>
            {
                found.Add((new InviteKey(BinaryPrimitives.ReadUInt128BigEndian(rest)), row.Open<InviteRecord>()));
                return true;
            });
        return found;
    }

    public void Put(CommitBatch batch, ConversationId conversation, InviteKey invite, InviteRecord record, DataKey key) =>
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(invite.Value), record, key);

    public void Delete(CommitBatch batch, ConversationId conversation, InviteKey invite) =>
        AnnotationRows.Delete(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(invite.Value));

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation) => new(room, conversation, AnnotationKind.Invite);
}
