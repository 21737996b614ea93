using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing;

/// <summary>
/// Takes a command to the loop that owns its shard, over that loop's lock-free queue. A full queue is answered at once:
/// nothing waits here. Thread-safe.
/// </summary>
internal sealed class ShardRouter : IDisposable
{
    private readonly ShardThread[] _threads;

    /// <param name="loopCount">Loops; shard s belongs to loop s mod loopCount.</param>
    /// <param name="create">Makes loop number i, given what wakes its thread.</param>
    public ShardRouter(int loopCount, Func<int, Action, ShardLoop> create)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(loopCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(loopCount, Identifier.ShardCount);
        _threads = [.. Enumerable.Range(0, loopCount).Select(i => new ShardThread(i, wake => create(i, wake)))];
    }

    public int LoopCount => _threads.Length;

    /// <summary>Whether a failed commit has made a part of the server read-only (A7).</summary>
    public bool HasFailed => Array.Exists(_threads, thread => thread.HasFailed);

    /// <summary>Commands waiting in all queues, about.</summary>
    public int QueueLength => _threads.Sum(thread => thread.QueueLength);

    public void Start() => Array.ForEach(_threads, thread => thread.Start());

    /// <summary>Which loop owns a shard.</summary>
    public int LoopOf(byte shard) => shard % _threads.Length;

    /// <summary>False: the queue is full; the command was not taken.</summary>
    public bool TryRoute(ShardCommand command) => _threads[LoopOf(command.Shard)].TryEnqueue(command);

    /// <summary>Routes, and refuses the command as Busy when the queue is full.</summary>
    public void Route(ShardCommand command)
    {
        if (!TryRoute(command))
        {
            command.Refuse(FastChat.Protocol.Code.Busy, "Too much is waiting; try again shortly.");
        }
    }

    public void Dispose() => Array.ForEach(_threads, thread => thread.Dispose());
}
