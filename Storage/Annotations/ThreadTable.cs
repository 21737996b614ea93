using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>The threads of each conversation by their root, and how far each account has read them.</summary>
public sealed class ThreadTable
{
    private readonly AnnotationRows _rows;

    internal ThreadTable(AnnotationRows rows) => _rows = rows;

    public ThreadRecord? Read(ConversationId conversation, ulong root) =>
        _rows.TryRead<ThreadRecord>(conversation, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(root), out var thread)
            ? thread
            : null;

    /// <summary>Threads with a root below a sequence, the newest root first.</summary>
    public IReadOnlyList<(ulong Root, ThreadRecord Thread)> ReadBefore(ConversationId conversation, ulong beforeRoot, int countMax)
    {
        var threads = new List<(ulong, ThreadRecord)>();
        if (beforeRoot == 0) return threads;
        _rows.VisitBack(
            conversation,
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation),
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(beforeRoot - 1),
            (rest, row) =>
            {
                threads.Add((BinaryPrimitives.ReadUInt64BigEndian(rest), row.Open<ThreadRecord>()));
                return threads.Count < countMax;
            });
        return threads;
    }

    public void Put(CommitBatch batch, ConversationId conversation, ulong root, in ThreadRecord thread, DataKey key) =>
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(root), thread, key);

    public ThreadCursorsRecord? ReadCursors(ConversationId conversation, AccountId account) =>
        _rows.TryRead<ThreadCursorsRecord>(
            conversation, CursorsKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account), out var cursors)
            ? cursors
            : null;

    public void PutCursors(
        CommitBatch batch, ConversationId conversation, AccountId account, ThreadCursorsRecord cursors, DataKey key) =>
        AnnotationRows.Put(batch, CursorsKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account), cursors, key);

    public void DeleteCursors(CommitBatch batch, ConversationId conversation, AccountId account) =>
        AnnotationRows.Delete(batch, CursorsKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation, account));

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation) => new(room, conversation, AnnotationKind.Thread);

    private static AnnotationKey CursorsKey(Span<byte> room, ConversationId conversation, AccountId account) =>
        new AnnotationKey(room, conversation, AnnotationKind.ThreadCursors).Add(account.Value);
}
