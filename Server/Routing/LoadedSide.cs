using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Server.Routing;

/// <summary>
/// What a loaded conversation keeps beside its log: threads, cursors in them, pins. Read from storage on the loop when an
/// entry first needs it, which plain messages never do; written with the turn. Owned by the conversation's loop.
/// </summary>
internal sealed class LoadedSide(LoadedConversation state)
{
    private readonly Dictionary<ulong, ThreadRecord> _threads = [];
    private readonly Dictionary<AccountId, ThreadCursorsRecord> _cursors = [];
    private readonly HashSet<ulong> _dirtyThreads = [];
    private readonly HashSet<AccountId> _dirtyCursors = [];

    /// <summary>Rows remembered; forgotten after a turn in which they became too many.</summary>
    public int Count => _threads.Count + _cursors.Count;

    public LoadedPins Pins { get; } = new(state);

    /// <summary>Counts one more reply; returns its ordinal.</summary>
    public uint AddReply(ShardTurn turn, ulong root, ulong sequence)
    {
        if (!_threads.TryGetValue(root, out var thread))
        {
            thread = turn.Store.Annotations.Threads.Read(state.Id, root) ?? default;
        }

        _threads[root] = new ThreadRecord(thread.Count + 1, sequence, Math.Max(turn.NowMs, state.Head.LastTimeMs));
        _dirtyThreads.Add(root);
        return thread.Count + 1;
    }

    /// <summary>Forward only; false if it was there already.</summary>
    public bool MoveThreadCursor(ShardTurn turn, AccountId account, Storage.Annotations.ThreadCursor to)
    {
        if (!_cursors.TryGetValue(account, out var cursors))
        {
            cursors = turn.Store.Annotations.Threads.ReadCursors(state.Id, account) ?? new ThreadCursorsRecord([]);
        }

        var moved = cursors.Moved(to, ProtocolLimits.ThreadCursorsMax);
        _cursors[account] = moved ?? cursors;
        if (moved is not null)
        {
            _dirtyCursors.Add(account);
            turn.Touch(state);
        }

        return moved is not null;
    }

    /// <summary>Whether <see cref="WriteRows"/> has something to write: then the conversation has changed.</summary>
    public bool IsDirty => Pins.IsDirty || _dirtyThreads.Count > 0 || _dirtyCursors.Count > 0;

    public void WriteRows(AnnotationTables tables, CommitBatch batch, DataKey key)
    {
        Pins.WriteRows(tables.Pins, batch, key);
        foreach (var root in _dirtyThreads)
        {
            tables.Threads.Put(batch, state.Id, root, _threads[root], key);
        }

        foreach (var account in _dirtyCursors)
        {
            tables.Threads.PutCursors(batch, state.Id, account, _cursors[account], key);
        }

        _dirtyThreads.Clear();
        _dirtyCursors.Clear();
    }
}
