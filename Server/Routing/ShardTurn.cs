using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Routing;

/// <summary>
/// What one pass of a loop has done so far: records for the commit, blocks in the making, acks and completions that wait
/// for it. One per loop, reused; touched by that loop only.
/// </summary>
internal sealed class ShardTurn(IConversationStore store, CommitBatch batch)
{
    private readonly Stack<PendingBlock> _spareBlocks = new();

    /// <summary>The marks of forgotten list rows that this turn raises, which storage does not show yet.</summary>
    private readonly Dictionary<(AccountId Account, byte Shard), long> _forgotten = [];

    public IConversationStore Store { get; } = store;

    public CommitBatch Batch { get; } = batch;

    /// <summary>Which turn of this process it is; for eviction.</summary>
    public long Number { get; private set; }

    /// <summary>The clock at the turn's start; every entry of the turn gets it, or the conversation's last time if later.</summary>
    public long NowMs { get; private set; }

    public List<LoadedConversation> Touched { get; } = [];

    public AckCollector Acks { get; } = new();

    /// <summary>Completed by the commit, in order.</summary>
    public List<ShardCommand> Completing { get; } = [];

    /// <summary>Owners of records written by record commands in this turn.</summary>
    public HashSet<UInt128> RecordOwners { get; } = [];

    /// <summary>Blocks that were opened for repeated sends, at most <see cref="RoutingLimits.TurnRepeatBlocksMax"/>.</summary>
    public int RepeatBlocksOpened { get; set; }

    /// <summary>Room for the repeated entries of one command.</summary>
    public RepeatedEntry[] Repeats { get; } = new RepeatedEntry[SendReader.EntriesMax];

    public void Begin(long nowMs)
    {
        Number++;
        NowMs = nowMs;
    }

    /// <summary>Bytes of entries that stand in open blocks and are not in the batch yet.</summary>
    public int PendingBytes { get; private set; }

    /// <summary>The turn has taken as much as one commit should hold.</summary>
    public bool IsFull => Batch.ByteCount + PendingBytes > RoutingLimits.TurnBatchBytesMax;

    public void CompleteAfterCommit(ShardCommand command) => Completing.Add(command);

    public void Touch(LoadedConversation state)
    {
        if (!state.IsTouched)
        {
            state.IsTouched = true;
            Touched.Add(state);
        }
    }

    /// <summary>Adds entries of one device to the conversation's block; returns the first one's sequence.</summary>
    public ulong Append(LoadedConversation state, ReadOnlySpan<byte> entries, uint count, uint unread, DeviceId device)
    {
        Touch(state);
        var blocks = state.Blocks;
        if (blocks.Count == 0 || blocks[^1].Effect is not null || !blocks[^1].Fits(entries.Length, count))
        {
            CloseBlock(state);
            OpenBlock(state);
        }

        var sequence = state.Head.Sequence + 1;
        blocks[^1].Append(entries, count, device);
        PendingBytes += entries.Length;
        state.Head = state.Head with
        {
            Sequence = state.Head.Sequence + count,
            Ordinal = state.Head.Ordinal + unread,
            LastTimeMs = Math.Max(NowMs, state.Head.LastTimeMs),
        };
        state.HeadIsDirty = true;
        return sequence;
    }

    /// <summary>Adds a membership change as a block of its own, and ends the turn for this conversation.</summary>
    public ulong AppendMembership(LoadedConversation state, ReadOnlySpan<byte> entry, DeviceId device, MembershipEffect effect)
    {
        Touch(state);
        CloseBlock(state);
        OpenBlock(state);
        var sequence = Append(state, entry, count: 1, unread: 0, device);
        state.Blocks[^1].Effect = effect;
        state.TurnIsOver = true;
        return sequence;
    }

    /// <summary>The earliest of the timers that this turn sets.</summary>
    public long EarliestTimerMs { get; private set; } = long.MaxValue;

    public void SetTimer(in Storage.Annotations.Timer timer)
    {
        Store.Annotations.Timers.Put(Batch, in timer);
        EarliestTimerMs = Math.Min(EarliestTimerMs, timer.DueMs);
    }

    public void MoveCursor(LoadedConversation state, AccountId account, MemberState member, CursorRecord cursor)
    {
        member.Cursor = cursor;
        Touch(state);
        if (!member.CursorIsDirty)
        {
            member.CursorIsDirty = true;
            state.DirtyCursors.Add((account, member));
        }
    }

    /// <summary>Deletes the row of a conversation that an account is no longer in, and raises the mark that says so.</summary>
    public void ForgetListRow(AccountId account, LoadedConversation state, in ListRecord row)
    {
        Batch.Touch(state.Shard);
        Store.DeleteListRow(Batch, account, state.Id);
        var mark = (account, state.Shard);
        if (!_forgotten.TryGetValue(mark, out var commit))
        {
            commit = Store.ReadForgotten(account, state.Shard);
        }

        _forgotten[mark] = Math.Max(commit, row.CommitNumber);
        Store.PutForgotten(Batch, account, state.Shard, _forgotten[mark]);
    }

    public void MarkDirty(LoadedConversation state, SendWindow window)
    {
        Touch(state);
        if (!window.IsDirty)
        {
            window.IsDirty = true;
            state.DirtyWindows.Add(window);
        }
    }

    /// <summary>Puts the rows of all touched conversations into the batch.</summary>
    public void WriteRows()
    {
        foreach (var state in Touched)
        {
            WriteRows(state);
        }
    }

    /// <summary>Ready for the next turn; blocks go back to the spare ones.</summary>
    public void End()
    {
        foreach (var state in Touched)
        {
            state.IsTouched = false;
            state.LastTurn = Number;
            foreach (var block in state.Blocks)
            {
                block.Discard();
                _spareBlocks.Push(block);
            }

            state.Blocks.Clear();
        }

        Touched.Clear();
        Completing.Clear();
        RecordOwners.Clear();
        _forgotten.Clear();
        PendingBytes = 0;
        RepeatBlocksOpened = 0;
        EarliestTimerMs = long.MaxValue;
        Batch.Clear();
    }

    private void WriteRows(LoadedConversation state)
    {
        if (state.Key is not { } key)
        {
            return; // Deleted in this turn, or only typing went on.
        }

        CloseBlock(state);
        foreach (var block in state.Blocks)
        {
            Store.PutBlock(Batch, state.Id, block.FirstSequence, block.Bytes, key);
        }

        foreach (var window in state.DirtyWindows)
        {
            Store.PutWindow(Batch, state.Id, window, key);
            window.IsDirty = false;
        }

        foreach (var (account, member) in state.DirtyCursors)
        {
            Store.PutCursor(Batch, state.Id, account, member.Cursor, key);
            member.CursorIsDirty = false;
        }

        var sideIsDirty = state.SideIfLoaded is { IsDirty: true };
        if (sideIsDirty)
        {
            state.Side.WriteRows(Store.Annotations, Batch, key);
        }

        if (state.HeadIsDirty || state.DirtyCursors.Count > 0 || sideIsDirty)
        {
            Batch.NoteConversation(state.Id);
            state.Head = state.Head with { LastChange = Batch.Touch(state.Shard) };
            Store.PutHead(Batch, state.Id, state.Head, key);
        }

        state.HeadIsDirty = false;
        state.DirtyWindows.Clear();
        state.DirtyCursors.Clear();
    }

    private void OpenBlock(LoadedConversation state)
    {
        if (!_spareBlocks.TryPop(out var block))
        {
            block = new PendingBlock();
        }

        block.Open(state.Id, state.Head.Sequence + 1);
        state.Blocks.Add(block);
    }

    /// <summary>The header of the latest block is written once nothing more can join it.</summary>
    private static void CloseBlock(LoadedConversation state)
    {
        if (state.Blocks.Count > 0)
        {
            state.Blocks[^1].Close(state.Head.LastTimeMs, state.Head.Ordinal);
        }
    }
}
