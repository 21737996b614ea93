using System.Buffers;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;
using FastChat.Storage.Media;
using FastChat.Storage.Sealing;

namespace FastChat.Server.Routing;

/// <summary>The real store: the tables of the database. Thread-safe for reads; writes go into the caller's batch.</summary>
internal sealed class ConversationStore(ChatDatabase database, bool keepsEdits = true) : IConversationStore
{
    public LoadedRows Load(
        ConversationId conversation,
        IReadOnlyList<AccountId> accounts,
        IReadOnlyList<DeviceId> devices)
    {
        var record = database.Conversations.ReadRecord(conversation);
        var group = record is null or { Kind: ConversationKind.Direct } ? null : database.Annotations.Groups.Read(conversation);
        var members = new LoadedMember[accounts.Count];
        for (var i = 0; i < members.Length; i++)
        {
            var member = record is null ? null : database.Members.Read(conversation, accounts[i]);
            var cursor = member is null ? default : database.Cursors.Read(conversation, accounts[i]) ?? default;
            members[i] = new LoadedMember(
                accounts[i],
                member,
                cursor,
                group is null ? null : database.Annotations.Groups.ReadAccount(conversation, accounts[i]),
                group is { SlowModeSeconds: > 0 } ? database.Annotations.Groups.ReadLastMessage(conversation, accounts[i]) : 0);
        }

        var windows = new (DeviceId, SendWindowRecord)[devices.Count];
        for (var i = 0; i < windows.Length; i++)
        {
            var window = record is null ? null : database.Sends.Read(conversation, devices[i]);
            windows[i] = (devices[i], window ?? new SendWindowRecord(0, []));
        }

        return new LoadedRows(
            record,
            database.Conversations.ReadHead(conversation) ?? default,
            record is null ? database.Conversations.ReadTombstone(conversation) : null,
            record is null ? null : database.Keys.Find(conversation),
            record is null ? 0 : database.Annotations.MessageTimers.Read(conversation),
            group,
            record is { Kind: ConversationKind.Direct } ? Blocking(conversation, record.PeerOne, record.PeerTwo) : [],
            members,
            windows);
    }

    public bool HasBlocked(AccountId account, AccountId other) => database.Personal.HasBlocked(account, other);

    private AccountId[] Blocking(ConversationId conversation, params ReadOnlySpan<AccountId> sides)
    {
        var blocking = Array.Empty<AccountId>();
        foreach (var side in sides)
        {
            if (database.Annotations.Withheld.Read(conversation, side) is { IsBlocking: true }) blocking = [.. blocking, side];
        }

        return blocking;
    }

    public int CountHeld(
        ConversationId conversation,
        DeviceId device,
        ReadOnlyMemory<RepeatedEntry> entries,
        out long timeMs)
    {
        var (held, time) = (0, 0L);
        database.Blocks.ReadForward(conversation, entries.Span[0].Sequence, (_, block) =>
        {
            held = RepeatedEntry.CountIn(block, device, entries.Span, out time);
            return false;
        });
        timeMs = time;
        return held;
    }

    public bool KeepsEdits => keepsEdits;

    public AnnotationTables Annotations => database.Annotations;

    public byte[]? ReadBlock(ConversationId conversation, ulong sequence)
    {
        var block = new ArrayBufferWriter<byte>();
        return database.Blocks.ReadAround(conversation, sequence, block) ? block.WrittenSpan.ToArray() : null;
    }

    public IReadOnlyList<ulong> ReadReferences(ConversationId conversation, ulong target, EntryKind kind)
    {
        var found = new List<ulong>();
        database.Blocks.ReadTargets(conversation, target, target, target, (_, sequence, at) =>
        {
            if (at == kind) found.Add(sequence);
            return true;
        });
        return found;
    }

    public void DeleteMediaReference(CommitBatch batch, ConversationId conversation, MediaId media) =>
        database.Media.DeleteReference(batch, conversation, media);

    public void PutErased(CommitBatch batch, ConversationId conversation, ulong sequence, DataKey key) =>
        database.Search.PutErased(batch, conversation, sequence, key);

    public bool HasReference(ConversationId conversation, ulong target, EntryKind kind)
    {
        var found = false;
        database.Blocks.ReadTargets(conversation, target, target, target, (_, _, at) => !(found = at == kind));
        return found;
    }

    public bool IsRemoved(ConversationId conversation, ulong sequence)
    {
        var removed = false;
        database.Blocks.ReadForward(conversation, sequence, (_, block) =>
        {
            removed = StoredEntry.TryFind(block, sequence, out var entry) && (entry.Flags & (uint)EntryFlag.Removed) != 0;
            return false;
        });
        return removed;
    }

    public DataKey CreateKey(CommitBatch batch, ConversationId conversation) => database.Keys.Create(batch, conversation);

    public void PutBlock(
        CommitBatch batch,
        ConversationId conversation,
        ulong firstSequence,
        ReadOnlySpan<byte> block,
        DataKey key) => database.Blocks.Put(batch, conversation, firstSequence, block, key);

    public void PutTarget(
        CommitBatch batch,
        ConversationId conversation,
        ulong target,
        ulong sequence,
        EntryKind kind,
        DataKey key) => database.Blocks.PutTarget(batch, conversation, target, sequence, kind, key);

    public void PutRecord(CommitBatch batch, ConversationId conversation, ConversationRecord record, DataKey key) =>
        database.Conversations.PutRecord(batch, conversation, key, record);

    public void PutHead(CommitBatch batch, ConversationId conversation, in HeadRecord head, DataKey key) =>
        database.Conversations.PutHead(batch, conversation, key, head);

    public void PutWindow(CommitBatch batch, ConversationId conversation, SendWindow window, DataKey key) =>
        database.Sends.Put(batch, conversation, window.Device, key, window.Last, window.Runs);

    public void PutCursor(
        CommitBatch batch,
        ConversationId conversation,
        AccountId account,
        in CursorRecord cursor,
        DataKey key) => database.Cursors.Put(batch, conversation, account, key, cursor);

    public void PutMember(
        CommitBatch batch,
        ConversationId conversation,
        AccountId account,
        MemberRecord member,
        DataKey key) => database.Members.Put(batch, conversation, account, key, member);

    public void DeleteMember(CommitBatch batch, ConversationId conversation, AccountId account)
    {
        database.Members.Delete(batch, conversation, account);
        database.Cursors.Delete(batch, conversation, account);
    }

    public void PutListRow(CommitBatch batch, AccountId account, ConversationId conversation, in ListRecord row) =>
        database.Lists.Put(batch, account, conversation, row);

    public ListRecord? ReadListRow(AccountId account, ConversationId conversation) =>
        database.Lists.Read(account, conversation);

    public void DeleteListRow(CommitBatch batch, AccountId account, ConversationId conversation) =>
        database.Lists.Delete(batch, account, conversation);

    public long ReadForgotten(AccountId account, byte shard) => database.Lists.ReadForgotten(account, shard);

    public void PutForgotten(CommitBatch batch, AccountId account, byte shard, long commitNumber) =>
        database.Lists.PutForgotten(batch, account, shard, commitNumber);

    public void PutMediaReference(
        CommitBatch batch,
        ConversationId conversation,
        MediaId media,
        MediaReferenceRecord reference,
        DataKey key) => database.Media.PutReference(batch, conversation, media, key, reference);

    public void DeleteTombstone(CommitBatch batch, ConversationId conversation) =>
        database.Conversations.DeleteTombstone(batch, conversation);

    public void ForgetKey(ConversationId conversation) => database.Keys.Forget(conversation);

    public int TrimFeed(CommitBatch batch) => database.Feed.Trim(batch);

    public void DeleteConversation(CommitBatch batch, ConversationId conversation, TombstoneRecord tombstone) =>
        database.Conversations.Delete(batch, conversation, tombstone);
}
