using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>What of direct conversations does not reach members who have blocked the other one. Most have no row.</summary>
public sealed class WithheldTable
{
    private readonly AnnotationRows _rows;

    internal WithheldTable(AnnotationRows rows) => _rows = rows;

    public WithheldRecord? Read(ConversationId conversation, AccountId account) =>
        _rows.TryRead<WithheldRecord>(conversation, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account), out var withheld)
            ? withheld
            : null;

    public void Put(CommitBatch batch, ConversationId conversation, AccountId account, WithheldRecord withheld, DataKey key) =>
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account), withheld, key);

    public void Delete(CommitBatch batch, ConversationId conversation, AccountId account) =>
        AnnotationRows.Delete(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account));

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation, AccountId account) =>
        new AnnotationKey(room, conversation, AnnotationKind.Withheld).Add(account.Value);
}
