using System.Collections.Concurrent;
using FastChat.Protocol;
using FastChat.Server.Delivery;
using FastChat.Storage;
using FastChat.Storage.Commit;

namespace FastChat.Server.Routing;

/// <summary>
/// Owns some of the 256 shards. One turn: drain the queue, apply each command, commit once, publish. It has no thread of
/// its own (<see cref="ShardThread"/> drives it), no clock and no disk, so a seeded simulation can drive it as well.
/// </summary>
internal sealed class ShardLoop
{
    /// <summary>What everybody is told after a failed commit, with <see cref="Code.StorageReadOnly"/>.</summary>
    public const string WritingFailed = "Writing to disk failed; the server must be restarted.";

    private readonly ConcurrentQueue<ShardCommand> _returns = new();
    private readonly ICommitLog _commits;
    private readonly ShardTurn _turn;
    private readonly ConversationLoader _loader;
    private readonly Publisher _publisher;
    private readonly PublishedCommits _published;
    private readonly TimeProvider _time;
    private readonly Action _wake;
    private readonly ILogger _log;
    private readonly bool _trimsFeed;
    private long _lastTick;
    private long _lastTrim;

    /// <param name="store">Reads and record encoding.</param>
    /// <param name="commits">Makes a batch durable.</param>
    /// <param name="batch">This loop's batch.</param>
    /// <param name="published">Told the commit numbers once they are durable.</param>
    /// <param name="devices">Who is online, for devices that join a conversation.</param>
    /// <param name="trimsFeed">Whether this loop owns shard 0 and so the feed's mark.</param>
    /// <param name="time">The clock of all entries.</param>
    /// <param name="log">Told why the loop stopped writing.</param>
    /// <param name="wake">Called from other threads when rows were loaded; wakes the driver.</param>
    public ShardLoop(
        IConversationStore store,
        ICommitLog commits,
        CommitBatch batch,
        PublishedCommits published,
        DeviceDirectory devices,
        bool trimsFeed,
        TimeProvider time,
        ILogger log,
        Action wake)
    {
        _commits = commits;
        _published = published;
        _trimsFeed = trimsFeed;
        _time = time;
        _log = log;
        _wake = wake;
        _turn = new ShardTurn(store, batch);
        _loader = new ConversationLoader(store, Return);
        _publisher = new Publisher(devices);
        Conversations = new LoadedConversations(_turn, _loader);
    }

    public LoadedConversations Conversations { get; }

    public ShardTurn Turn => _turn;

    public Publisher Publisher => _publisher;

    /// <summary>A commit failed: nothing is written or acked any more until a restart (A7). Read by other threads.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether a turn would have something to do although the queue is empty.</summary>
    public bool HasWork => Conversations.HasResumable || _publisher.IsBusy || !_returns.IsEmpty;

    public bool HasReceipts => _publisher.HasReceipts && !HasFailed;

    /// <summary>Receipts wait, and their second is over.</summary>
    public bool TickIsDue => HasReceipts && _time.GetElapsedTime(_lastTick) >= RoutingLimits.ReceiptInterval;

    /// <summary>One turn over the drained commands. Never throws for what a command does wrong.</summary>
    public void RunTurn(ReadOnlySpan<ShardCommand> commands)
    {
        _turn.Begin(_time.GetUtcNow().ToUnixTimeMilliseconds());
        Conversations.ResumeAll();
        while (_returns.TryDequeue(out var command))
        {
            Run(command);
            SplitWhenFull();
        }

        foreach (var command in commands)
        {
            Run(command);
            SplitWhenFull();
        }

        FinishTurn();
        Tick();
    }

    /// <summary>Ends what the turn has begun so that the next command starts in a new one.</summary>
    public void SplitTurn()
    {
        FinishTurn();
        _turn.Begin(_time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>The driver stops: whoever still waits for rows is told so.</summary>
    public void Stop() => Conversations.RefuseAll(Code.ShuttingDown, "The server is shutting down.");

    private void SplitWhenFull()
    {
        if (_turn.IsFull)
        {
            SplitTurn();
        }
    }

    private void Run(ShardCommand command)
    {
        if (HasFailed)
        {
            command.Refuse(Code.StorageReadOnly, WritingFailed);
            return;
        }

        try
        {
            command.Run(this);
        }
        catch (StorageException)
        {
            command.Refuse(Code.Internal, "A record could not be read.");
        }
        catch (Exception exception)
        {
            // A defect: what it has left in the turn cannot be trusted, so nothing of it is written or acked (A7).
            RoutingLog.LoopFailed(_log, exception);
            Fail();
            command.Refuse(Code.StorageReadOnly, "The server failed and must be restarted.");
        }
    }

    private void FinishTurn()
    {
        if (!HasFailed)
        {
            Commit();
        }

        Conversations.EndTurn(_turn.Touched);
        _turn.End();
        _loader.Start();
    }

    private void Commit()
    {
        try
        {
            _turn.WriteRows();
            TrimFeed();
            if (!_turn.Batch.IsEmpty)
            {
                _commits.Append(_turn.Batch);
                _published.Publish(_turn.Batch);
            }
        }
        catch (Exception exception)
        {
            RoutingLog.LoopFailed(_log, exception);
            Fail();
            return;
        }

        _publisher.Publish(this, _turn);
        if (_turn.EarliestTimerMs != long.MaxValue)
        {
            _turn.Store.Annotations.Timers.Announce(_turn.EarliestTimerMs);
        }
    }

    /// <summary>Nothing of this turn is told to anybody; the clients that wait get a refusal.</summary>
    private void Fail()
    {
        HasFailed = true;
        _turn.Acks.Clear();
        foreach (var command in _turn.Completing)
        {
            command.Refuse(Code.StorageReadOnly, WritingFailed);
        }

        Conversations.RefuseAll(Code.StorageReadOnly, WritingFailed);
        _publisher.Finish();
    }

    private void TrimFeed()
    {
        if (_trimsFeed && !_turn.Batch.IsEmpty && _turn.Number - _lastTrim >= RoutingLimits.FeedTrimTurns)
        {
            _lastTrim = _turn.Number;
            _turn.Store.TrimFeed(_turn.Batch);
        }
    }

    private void Tick()
    {
        if (TickIsDue)
        {
            _lastTick = _time.GetTimestamp();
            _publisher.SendReceipts();
        }
    }

    private void Return(ShardCommand command)
    {
        _returns.Enqueue(command);
        _wake();
    }
}
