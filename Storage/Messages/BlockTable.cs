using System.Buffers;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Engine;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Messages;

/// <summary>The log: blocks by conversation and first sequence, and which entries refer to which message.</summary>
public sealed class BlockTable
{
    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal BlockTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _keys = keys;
    }

    public void Put(
        CommitBatch batch, ConversationId conversation, ulong firstSequence, ReadOnlySpan<byte> block, DataKey dataKey)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Put(Table.Blocks, RowKey.Block(key, conversation, firstSequence), block, dataKey);
    }

    /// <summary>Notes that the entry at <paramref name="sequence"/> refers to the message at <paramref name="target"/>.</summary>
    public void PutTarget(
        CommitBatch batch, ConversationId conversation, ulong target, ulong sequence, EntryKind kind, DataKey dataKey)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Put(Table.Targets, RowKey.Target(key, conversation, target, sequence), [(byte)kind], dataKey);
    }

    /// <summary>Writes the block that holds a sequence; false if the log does not reach it.</summary>
    public bool ReadAround(ConversationId conversation, ulong sequence, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (_keys.Find(conversation) is not { } dataKey) return false;
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        using var rows = _rows.Database.IterateConversation();
        var prefix = RowKey.Owner(stackalloc byte[RowKey.PrefixBytes], conversation);
        if (!rows.SeekBack(RowKey.Block(key, conversation, sequence)) || !rows.Key.StartsWith(prefix)) return false;
        var room = to.GetSpan(Rows.PlaintextLength(rows.Value));
        var length = Rows.Open(Table.Blocks, rows.Key, rows.Value, dataKey, room);
        if (BlockHead.Read(room[..length]).LastSequence < sequence) return false;
        to.Advance(length);
        return true;
    }

    /// <summary>
    /// What is made of the block that holds the log's last entry; null: there is none. Made once, until a block of the conversation is written.
    /// </summary>
    public T? ReadLast<T>(ConversationId conversation, ulong lastSequence, LastBlockMaker<T> make)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(make);
        var prefix = RowKey.Owner(stackalloc byte[RowKey.PrefixBytes], conversation);
        var known = _rows.Cache.Find(Table.Blocks, prefix, out var ticket) as LastBlock<T>;
        if (known?.Sequence == lastSequence) return known.Made;
        T? made = null;
        var mayKeep = false;
        ReadBackward(conversation, lastSequence, (_, block) =>
        {
            made = make(block, out var isSmall);
            // Who has read an older head is not followed.
            mayKeep = isSmall && BlockHead.Read(block).LastSequence == lastSequence && !(known?.Sequence > lastSequence);
            return false;
        });
        if (made is not null && mayKeep) _rows.Cache.Keep(Table.Blocks, prefix, new LastBlock<T>(lastSequence, made), ticket);
        return made;
    }

    /// <summary>Visits the block that holds a sequence (or the first one after it) and those that follow.</summary>
    public void ReadForward(ConversationId conversation, ulong fromSequence, BlockVisitor visit) =>
        Read(conversation, fromSequence, visit, forward: true);

    /// <summary>The same for a long way, past the cache.</summary>
    internal void ScanForward(ConversationId conversation, ulong fromSequence, BlockVisitor visit) =>
        Read(conversation, fromSequence, visit, forward: true, scan: true);

    /// <summary>Visits the block that holds a sequence (or the last one before it) and those before it, backwards.</summary>
    public void ReadBackward(ConversationId conversation, ulong fromSequence, BlockVisitor visit) =>
        Read(conversation, fromSequence, visit, forward: false);

    /// <summary>Visits the entries after a sequence that refer to messages from <paramref name="firstTarget"/> to
    /// <paramref name="lastTarget"/>, by target, then by sequence.</summary>
    public void ReadTargets(
        ConversationId conversation, ulong firstTarget, ulong lastTarget, ulong afterSequence, TargetVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var prefix = RowKey.Owner(stackalloc byte[RowKey.PrefixBytes], conversation);
        if (!_rows.HasAny(Table.Targets, prefix) || _keys.Find(conversation) is not { } dataKey) return;
        Span<byte> start = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> kind = stackalloc byte[1];
        using var rows = _rows.Database.Iterate(Table.Targets);
        var more = rows.Seek(RowKey.Target(start, conversation, firstTarget, 0));
        for (; more && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            var target = RowKey.ReadNumber(rows.Key);
            var sequence = RowKey.ReadSecondNumber(rows.Key);
            if (target > lastTarget) return;
            if (sequence <= afterSequence) continue;
            RequireLength(rows.Value, 1);
            Rows.Open(Table.Targets, rows.Key, rows.Value, dataKey, kind);
            if (!visit(target, sequence, (EntryKind)kind[0])) return;
        }
    }

    /// <summary>Visits the entries before a sequence that refer to a message, the last one first.</summary>
    public void ReadTargetsBackward(ConversationId conversation, ulong target, ulong beforeSequence, TargetVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var prefix = RowKey.Owner(stackalloc byte[RowKey.PrefixBytes], conversation);
        if (beforeSequence == 0 || !_rows.HasAny(Table.Targets, prefix) || _keys.Find(conversation) is not { } dataKey) return;
        Span<byte> start = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> kind = stackalloc byte[1];
        using var rows = _rows.Database.Iterate(Table.Targets);
        var more = rows.SeekBack(RowKey.Target(start, conversation, target, beforeSequence - 1));
        for (; more && rows.Key.StartsWith(prefix) && RowKey.ReadNumber(rows.Key) == target; more = rows.MoveBack())
        {
            RequireLength(rows.Value, 1);
            Rows.Open(Table.Targets, rows.Key, rows.Value, dataKey, kind);
            if (!visit(target, RowKey.ReadSecondNumber(rows.Key), (EntryKind)kind[0])) return;
        }
    }

    internal static void RequireLength(ReadOnlySpan<byte> value, int plaintextLength)
    {
        if (Rows.PlaintextLength(value) != plaintextLength)
        {
            throw new StorageCorruptException("A value has the wrong length.");
        }
    }

    private void Read(ConversationId conversation, ulong fromSequence, BlockVisitor visit, bool forward, bool scan = false)
    {
        ArgumentNullException.ThrowIfNull(visit);
        if (_keys.Find(conversation) is not { } dataKey) return;
        Span<byte> prefixRoom = stackalloc byte[RowKey.PrefixBytes];
        var prefix = RowKey.Owner(prefixRoom, conversation);
        using var rows = _rows.Database.IterateConversation(scan);
        if (!Start(rows, conversation, fromSequence, prefix, forward)) return;
        var room = ArrayPool<byte>.Shared.Rent(Rows.PlaintextLength(rows.Value));
        try
        {
            for (var more = true; more && rows.Key.StartsWith(prefix); more = forward ? rows.MoveNext() : rows.MoveBack())
            {
                room = Grow(room, Rows.PlaintextLength(rows.Value));
                var length = Rows.Open(Table.Blocks, rows.Key, rows.Value, dataKey, room);
                var block = room.AsSpan(0, length);
                if (forward && BlockHead.Read(block).LastSequence < fromSequence) continue;
                if (!visit(RowKey.ReadNumber(rows.Key), block)) return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    /// <summary>Goes to the last block that begins at or before the sequence; forwards, else to the first one.</summary>
    private static bool Start(
        RocksIterator rows, ConversationId conversation, ulong sequence, ReadOnlySpan<byte> prefix, bool forward)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        var start = RowKey.Block(key, conversation, sequence);
        // Often a block begins right there, and forwards is the cheaper way to look.
        if (forward && rows.Seek(start) && rows.Key.SequenceEqual(start)) return true;
        if (rows.SeekBack(start) && rows.Key.StartsWith(prefix)) return true;
        return forward && rows.Seek(start) && rows.Key.StartsWith(prefix);
    }

    /// <summary>Stands in the cache for a conversation's blocks.</summary>
    private sealed record LastBlock<T>(ulong Sequence, T Made);

    private static byte[] Grow(byte[] room, int bytes)
    {
        if (room.Length >= bytes) return room;
        ArrayPool<byte>.Shared.Return(room);
        return ArrayPool<byte>.Shared.Rent(bytes);
    }
}
