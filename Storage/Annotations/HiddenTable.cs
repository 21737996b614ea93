using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>What each account has deleted of a conversation for itself.</summary>
public sealed class HiddenTable
{
    private readonly AnnotationRows _rows;

    internal HiddenTable(AnnotationRows rows) => _rows = rows;

    public HiddenRecord? Read(ConversationId conversation, AccountId account) =>
        _rows.TryRead<HiddenRecord>(conversation, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account), out var hidden)
            ? hidden
            : null;

    public void Put(CommitBatch batch, ConversationId conversation, AccountId account, HiddenRecord hidden, DataKey key) =>
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account), hidden, key);

    public void Delete(CommitBatch batch, ConversationId conversation, AccountId account) =>
        AnnotationRows.Delete(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account));

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation, AccountId account) =>
        new AnnotationKey(room, conversation, AnnotationKind.Hidden).Add(account.Value);
}
