using FastChat.Protocol;
using FastChat.Server.Concurrency;

namespace FastChat.Server.Routing;

/// <summary>
/// Drives one <see cref="ShardLoop"/>: a thread that drains the loop's queue and sleeps when there is nothing to do. While
/// a commit syncs, the queue fills, so the next turn is larger: batching needs no timer.
/// </summary>
internal sealed class ShardThread : IDisposable
{
    private readonly MpscQueue<ShardCommand> _queue;
    private readonly SemaphoreSlim _signal = new(0);
    private readonly ShardCommand[] _drained = new ShardCommand[RoutingLimits.TurnCommandsMax];
    private readonly ShardLoop _loop;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <param name="index">Of the loop; names the thread.</param>
    /// <param name="create">Makes the loop, given what wakes its thread.</param>
    public ShardThread(int index, Func<Action, ShardLoop> create)
    {
        _queue = new MpscQueue<ShardCommand>(RoutingLimits.LoopQueueCommandsMax, Wake);
        _loop = create(Wake);
        _thread = new Thread(Run) { Name = $"FastChat shard loop {index}", IsBackground = true };
    }

    public bool HasFailed => _loop.HasFailed;

    /// <summary>Any thread: how many commands wait, about.</summary>
    public int QueueLength => _queue.CountApproximate;

    public void Start() => _thread.Start();

    /// <summary>Any thread. False: the queue is full, or the loop has stopped.</summary>
    public bool TryEnqueue(ShardCommand command) => !_stopping && _queue.TryEnqueue(command);

    /// <summary>Finishes what is queued, then ends the thread.</summary>
    public void Dispose()
    {
        _stopping = true;
        Wake();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _signal.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            var count = _queue.Drain(_drained);
            if (count > 0 || _loop.HasWork)
            {
                _loop.RunTurn(_drained.AsSpan(0, count));
                _drained.AsSpan(0, count).Clear();
            }
            else if (_stopping)
            {
                break;
            }
            else if (_queue.TryPark())
            {
                Rest();
            }
        }

        RefuseRest();
    }

    /// <summary>Until a producer or a load wakes it, or receipts are due.</summary>
    private void Rest()
    {
        _signal.Wait(_loop.HasReceipts ? RoutingLimits.ReceiptInterval : Timeout.InfiniteTimeSpan);
        if (_loop.TickIsDue)
        {
            _loop.RunTurn([]);
        }
    }

    private void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (ObjectDisposedException)
        {
            // Rows that were being loaded when the loop stopped: nobody waits for them any more.
        }
    }

    /// <summary>What slipped in while the loop ended.</summary>
    private void RefuseRest()
    {
        _loop.Stop();
        while (_queue.Drain(_drained) is var count and > 0)
        {
            foreach (var command in _drained.AsSpan(0, count))
            {
                command.Refuse(Code.ShuttingDown, "The server is shutting down.");
            }
        }
    }
}
