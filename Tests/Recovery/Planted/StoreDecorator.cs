using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Storage.Annotations;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;
using FastChat.Storage.Media;
using FastChat.Storage.Sealing;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>The real store; planted bugs override what they break.</summary>
internal abstract class StoreDecorator(IConversationStore inner) : IConversationStore
{
    public virtual LoadedRows Load(ConversationId conversation, IReadOnlyList<AccountId> accounts, IReadOnlyList<DeviceId> devices) =>
        inner.Load(conversation, accounts, devices);

    public virtual int CountHeld(ConversationId conversation, DeviceId device, ReadOnlyMemory<RepeatedEntry> entries, out long timeMs) =>
        inner.CountHeld(conversation, device, entries, out timeMs);

    public bool HasBlocked(AccountId account, AccountId other) => inner.HasBlocked(account, other);

    public bool KeepsEdits => inner.KeepsEdits;

    public byte[]? ReadBlock(ConversationId conversation, ulong sequence) => inner.ReadBlock(conversation, sequence);

    public IReadOnlyList<ulong> ReadReferences(ConversationId conversation, ulong target, EntryKind kind) =>
        inner.ReadReferences(conversation, target, kind);

    public void DeleteMediaReference(CommitBatch batch, ConversationId conversation, MediaId media) =>
        inner.DeleteMediaReference(batch, conversation, media);

    public void PutErased(CommitBatch batch, ConversationId conversation, ulong sequence, DataKey key) =>
        inner.PutErased(batch, conversation, sequence, key);

    public AnnotationTables Annotations => inner.Annotations;

    public bool HasReference(ConversationId conversation, ulong target, EntryKind kind) => inner.HasReference(conversation, target, kind);

    public bool IsRemoved(ConversationId conversation, ulong sequence) => inner.IsRemoved(conversation, sequence);

    public DataKey CreateKey(CommitBatch batch, ConversationId conversation) => inner.CreateKey(batch, conversation);

    public virtual void PutBlock(CommitBatch batch, ConversationId conversation, ulong firstSequence, ReadOnlySpan<byte> block, DataKey key) =>
        inner.PutBlock(batch, conversation, firstSequence, block, key);

    public void PutTarget(CommitBatch batch, ConversationId conversation, ulong target, ulong sequence, EntryKind kind, DataKey key) =>
        inner.PutTarget(batch, conversation, target, sequence, kind, key);

    public void PutRecord(CommitBatch batch, ConversationId conversation, ConversationRecord record, DataKey key) =>
        inner.PutRecord(batch, conversation, record, key);

    public virtual void PutHead(CommitBatch batch, ConversationId conversation, in HeadRecord head, DataKey key) =>
        inner.PutHead(batch, conversation, head, key);

    public void PutWindow(CommitBatch batch, ConversationId conversation, SendWindow window, DataKey key) =>
        inner.PutWindow(batch, conversation, window, key);

    public virtual void PutCursor(CommitBatch batch, ConversationId conversation, AccountId account, in CursorRecord cursor, DataKey key) =>
        inner.PutCursor(batch, conversation, account, cursor, key);

    public void PutMember(CommitBatch batch, ConversationId conversation, AccountId account, MemberRecord member, DataKey key) =>
        inner.PutMember(batch, conversation, account, member, key);

    public virtual void DeleteMember(CommitBatch batch, ConversationId conversation, AccountId account) =>
        inner.DeleteMember(batch, conversation, account);

    public void PutListRow(CommitBatch batch, AccountId account, ConversationId conversation, in ListRecord row) =>
        inner.PutListRow(batch, account, conversation, row);

    public ListRecord? ReadListRow(AccountId account, ConversationId conversation) => inner.ReadListRow(account, conversation);

    public void DeleteListRow(CommitBatch batch, AccountId account, ConversationId conversation) =>
        inner.DeleteListRow(batch, account, conversation);

    public long ReadForgotten(AccountId account, byte shard) => inner.ReadForgotten(account, shard);

    public void PutForgotten(CommitBatch batch, AccountId account, byte shard, long commitNumber) =>
        inner.PutForgotten(batch, account, shard, commitNumber);

    public void PutMediaReference(CommitBatch batch, ConversationId conversation, MediaId media, MediaReferenceRecord reference, DataKey key) =>
        inner.PutMediaReference(batch, conversation, media, reference, key);

    public void DeleteTombstone(CommitBatch batch, ConversationId conversation) => inner.DeleteTombstone(batch, conversation);

    public void ForgetKey(ConversationId conversation) => inner.ForgetKey(conversation);

    public int TrimFeed(CommitBatch batch) => inner.TrimFeed(batch);

    public void DeleteConversation(CommitBatch batch, ConversationId conversation, TombstoneRecord tombstone) =>
        inner.DeleteConversation(batch, conversation, tombstone);
}
