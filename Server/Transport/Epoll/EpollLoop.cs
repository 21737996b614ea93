using FastChat.Server.Concurrency;

namespace FastChat.Server.Transport.Epoll;

/// <summary>
/// One thread that waits for the sockets of its connections and runs what follows from their events: frames are handled on it, up to
/// the shard's queue. Nothing on it may block; whatever reads storage goes to the thread pool (see Session).
/// </summary>
/// <remarks>Any thread adds, schedules and removes; the table is guarded by a lock, the queue is lock-free.</remarks>
internal sealed class EpollLoop : IDisposable
{
    private readonly Epoll _epoll = new();
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, EpollConnection> _connections = [];
    private readonly MpscQueue<IThreadPoolWorkItem> _scheduled;
    private readonly IThreadPoolWorkItem[] _slice = new IThreadPoolWorkItem[TransportLimits.EpollSlice];
    private readonly Thread _thread;
    private long _lastKey;
    private volatile bool _stopping;

    internal EpollLoop(int index, ILogger log)
    {
        _log = log;
        _scheduled = new MpscQueue<IThreadPoolWorkItem>(TransportLimits.EpollQueueMax, _epoll.Wake);
        _thread = new Thread(Run) { Name = $"FastChat sockets {index}", IsBackground = true };
        _thread.Start();
    }

    internal void Add(EpollConnection connection)
    {
        lock (_lock)
        {
            connection.Key = ++_lastKey;
            _connections.Add(connection.Key, connection);
        }

        _epoll.Add(connection.Socket.SafeHandle, connection.Key);
    }

    internal void Remove(EpollConnection connection)
    {
        lock (_lock)
            _connections.Remove(connection.Key);
    }

    /// <summary>Runs work, which must not throw, on the loop's thread. False: too much waits.</summary>
    internal bool TrySchedule(IThreadPoolWorkItem work) => _scheduled.TryEnqueue(work);

    public void Dispose()
    {
        _stopping = true;
        _epoll.Wake();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
        _epoll.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            var scheduled = _scheduled.Drain(_slice);
            for (var i = 0; i < scheduled; i++)
                _slice[i].Execute();
            Array.Clear(_slice, 0, scheduled);

            var count = _epoll.Wait(atOnce: scheduled > 0 || !_scheduled.TryPark());
            for (var i = 0; i < count; i++)
            {
                var (key, events) = _epoll[i];
                if (key == Epoll.WakeData)
                    continue;
                if (Find(key) is { } connection)
                    Guard(connection, events);
            }
        }
    }

    private EpollConnection? Find(long key)
    {
        lock (_lock)
            return _connections.GetValueOrDefault(key);
    }

    /// <summary>An exception that left here would end the process; it costs its connection instead.</summary>
    private void Guard(EpollConnection connection, PollEvents events)
    {
        try
        {
            connection.OnEvents(events);
        }
        catch (Exception exception)
        {
            TransportLog.EventFailed(_log, exception);
            connection.Abort();
        }
    }
}
