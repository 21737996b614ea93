using Microsoft.Extensions.Logging;

namespace FastChat.Client;

/// <summary>
/// Runs the application's handlers one at a time, in order, on the event context, never on a thread of the SDK's own work.
/// Thread-safe. Who posts keeps at most a bounded number of items here (a list one, the connection 64), so it needs no limit.
/// </summary>
internal sealed partial class EventQueue(SynchronizationContext? context, ILogger logger)
{
    /// <summary>Handlers run in a row before the context gets its turn, so that a flood of events does not freeze a window.</summary>
    private const int RunMax = 32;

    private readonly Lock _gate = new();
    private readonly Queue<Action> _work = new();
    private bool _scheduled;

    public void Post(Action work)
    {
        lock (_gate)
        {
            _work.Enqueue(work);
            if (_scheduled)
                return;
            _scheduled = true;
        }

        Schedule();
    }

    private void Schedule()
    {
        if (context is not null)
            context.Post(static queue => ((EventQueue)queue!).RunOnContext(), this);
        else
            ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.RunOnPool(), this, preferLocal: false);
    }

    // An exception of a handler belongs to the application's context, as that of any callback there; the rest still runs.
    private void RunOnContext()
    {
        try
        {
            for (var i = 0; i < RunMax && TryTake(out var work); i++)
                work();
        }
        finally
        {
            Finish();
        }
    }

    private void RunOnPool()
    {
        for (var i = 0; i < RunMax && TryTake(out var work); i++)
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                HandlerFailed(e);
            }
        }

        Finish();
    }

    private bool TryTake(out Action work)
    {
        lock (_gate)
            return _work.TryDequeue(out work!);
    }

    private void Finish()
    {
        lock (_gate)
        {
            _scheduled = _work.Count > 0;
            if (!_scheduled)
                return;
        }

        Schedule();
    }

    [LoggerMessage(3001, LogLevel.Error, "A handler of the application failed.")]
    private partial void HandlerFailed(Exception exception);
}
