using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;
using FastChat.Storage.Media;
using FastChat.Storage.Sealing;

namespace FastChat.Server.Routing;

/// <summary>
/// What the routing stage needs of storage (invariant A8: I/O comes in from outside). Reads see durable data only; writes
/// go into a turn's batch.
/// </summary>
internal interface IConversationStore
{
    /// <summary>Any thread. Reads the conversation's own rows and those of the given accounts and devices.</summary>
    LoadedRows Load(ConversationId conversation, IReadOnlyList<AccountId> accounts, IReadOnlyList<DeviceId> devices);

    /// <summary>Whether an account has blocked another. On a conversation's loop, when it is made.</summary>
    bool HasBlocked(AccountId account, AccountId other);

    /// <summary>
    /// Opens the stored block that holds the first entry, and tells how many of the first ones it holds as messages of this
    /// device; 0: the first is another message.
    /// </summary>
    int CountHeld(ConversationId conversation, DeviceId device, ReadOnlyMemory<RepeatedEntry> entries, out long timeMs);

    /// <summary>Whether an entry of a kind refers to the message. On the conversation's loop, for entries that are rare.</summary>
    bool HasReference(ConversationId conversation, ulong target, EntryKind kind);

    /// <summary>Whether the content of an entry was removed. On the conversation's loop, for entries that are rare.</summary>
    bool IsRemoved(ConversationId conversation, ulong sequence);

    /// <summary>The stored block that holds an entry; null: there is none.</summary>
    byte[]? ReadBlock(ConversationId conversation, ulong sequence);

    /// <summary>Entries of a kind that refer to a message.</summary>
    IReadOnlyList<ulong> ReadReferences(ConversationId conversation, ulong target, EntryKind kind);

    void DeleteMediaReference(CommitBatch batch, ConversationId conversation, MediaId media);

    /// <summary>Notes that the words of a message must leave the search index, since content of it was cut out.</summary>
    void PutErased(CommitBatch batch, ConversationId conversation, ulong sequence, DataKey key);

    /// <summary>Whether what an edit takes the place of stays in the log.</summary>
    bool KeepsEdits { get; }

    /// <summary>What is kept beside the logs.</summary>
    AnnotationTables Annotations { get; }

    DataKey CreateKey(CommitBatch batch, ConversationId conversation);

    void PutBlock(CommitBatch batch, ConversationId conversation, ulong firstSequence, ReadOnlySpan<byte> block, DataKey key);

    void PutTarget(CommitBatch batch, ConversationId conversation, ulong target, ulong sequence, EntryKind kind, DataKey key);

    void PutRecord(CommitBatch batch, ConversationId conversation, ConversationRecord record, DataKey key);

    void PutHead(CommitBatch batch, ConversationId conversation, in HeadRecord head, DataKey key);

    void PutWindow(CommitBatch batch, ConversationId conversation, SendWindow window, DataKey key);

    void PutCursor(CommitBatch batch, ConversationId conversation, AccountId account, in CursorRecord cursor, DataKey key);

    void PutMember(CommitBatch batch, ConversationId conversation, AccountId account, MemberRecord member, DataKey key);

    void DeleteMember(CommitBatch batch, ConversationId conversation, AccountId account);

    void PutListRow(CommitBatch batch, AccountId account, ConversationId conversation, in ListRecord row);

    /// <summary>On the conversation's loop: what is durable of its row in an account's list.</summary>
    ListRecord? ReadListRow(AccountId account, ConversationId conversation);

    void DeleteListRow(CommitBatch batch, AccountId account, ConversationId conversation);

    /// <summary>Up to which commit of a shard rows of an account's list were forgotten.</summary>
    long ReadForgotten(AccountId account, byte shard);

    void PutForgotten(CommitBatch batch, AccountId account, byte shard, long commitNumber);

    void PutMediaReference(CommitBatch batch, ConversationId conversation, MediaId media, MediaReferenceRecord reference, DataKey key);

    void DeleteTombstone(CommitBatch batch, ConversationId conversation);

    /// <summary>
    /// Drops feed rows that every follower has passed, a limited number at once. Called by the loop of shard 0 only: it is
    /// the one writer of the mark that says up to where. Returns how many.
    /// </summary>
    int TrimFeed(CommitBatch batch);

    /// <summary>After the deletion is durable: the destroyed key leaves the cache.</summary>
    void ForgetKey(ConversationId conversation);

    /// <summary>All rows but the list rows; leaves the tombstone and forgets the key.</summary>
    void DeleteConversation(CommitBatch batch, ConversationId conversation, TombstoneRecord tombstone);
}
