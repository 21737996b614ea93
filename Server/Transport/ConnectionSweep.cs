using FastChat.Protocol;
using FastChat.Server.Sessions;

namespace FastChat.Server.Transport;

/// <summary>
/// All open connections, and the one timer that looks at each of them twice a second: deadlines cost a connection a few
/// numbers, not a timer. Also moves <see cref="CoarseClock"/>.
/// </summary>
/// <remarks>
/// The list is guarded by a lock that is held for a few hundred entries at a time. A connection that changes its place
/// while a sweep is under way may be skipped once, or looked at twice; both are harmless.
/// </remarks>
internal sealed class ConnectionSweep : IDisposable
{
    private const int ChunkLength = 256;

    private readonly Lock _lock = new();
    private readonly List<Connection> _connections = [];
    private readonly Connection[] _chunk = new Connection[ChunkLength];
    private readonly CoarseClock _clock;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private TaskCompletionSource? _empty;
    private int _isSweeping;

    public ConnectionSweep(CoarseClock clock, TimeProvider time, ILogger<ConnectionSweep> log)
    {
        (_clock, _log) = (clock, log);
        _timer = time.CreateTimer(
            static sweep => ((ConnectionSweep)sweep!).Sweep(), this, TransportLimits.SweepPeriod, TransportLimits.SweepPeriod);
    }

    internal int Count
    {
        get
        {
            lock (_lock)
                return _connections.Count;
        }
    }

    /// <summary>Whether connections are told to go, also those that come.</summary>
    internal bool IsStopping
    {
        get
        {
            lock (_lock)
                return _empty is not null;
        }
    }

    internal void Add(Connection connection)
    {
        bool isStopping;
        lock (_lock)
        {
            connection.SweepIndex = _connections.Count;
            _connections.Add(connection);
            isStopping = _empty is not null;
        }

        if (isStopping)
            CloseForShutdown(connection);
    }

    internal void Remove(Connection connection)
    {
        lock (_lock)
        {
            var last = _connections[^1];
            _connections[connection.SweepIndex] = last;
            last.SweepIndex = connection.SweepIndex;
            _connections.RemoveAt(_connections.Count - 1);
            if (_connections.Count == 0)
                _empty?.TrySetResult();
        }
    }

    /// <summary>
    /// The server stops: every connection is told so and ended, those of slow peers are cut by the sweeps that follow.
    /// Completes when all are gone, after about a second at the latest.
    /// </summary>
    internal Task CloseAllAsync()
    {
        Task empty;
        lock (_lock)
        {
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_connections.Count == 0)
                _empty.TrySetResult();
            empty = _empty.Task;
        }

        Array.ForEach(Snapshot(), CloseForShutdown);
        return empty;
    }

    /// <summary>Ends the connections of addresses that may not be here any more.</summary>
    internal void CloseBanned(IAddressGate gate)
    {
        foreach (var connection in Snapshot().Where(connection => gate.IsBanned(connection.RemoteAddress)))
            connection.Session.Close(Code.CloseBanned, "This address is banned.");
    }

    internal Connection[] Snapshot()
    {
        lock (_lock)
            return [.. _connections];
    }

    public void Dispose() => _timer.Dispose();

    private static void CloseForShutdown(Connection connection) =>
        connection.Session.Close(Code.CloseShuttingDown, "The server stops.", TransportLimits.ShutdownRetryAfter);

    private void Sweep()
    {
        // A machine that is slow beyond measure must not have two sweeps share the chunk.
        if (Interlocked.Exchange(ref _isSweeping, 1) == 1)
            return;
        _clock.Tick();
        var count = 0;
        for (var start = 0; (count = Copy(start)) > 0; start += count)
        {
            foreach (var connection in _chunk.AsSpan(0, count))
                Check(connection);
        }

        Array.Clear(_chunk);
        Interlocked.Exchange(ref _isSweeping, 0);
    }

    // On a timer's thread: an exception that left here would end the process, so it costs its connection instead.
    private void Check(Connection connection)
    {
        try
        {
            connection.Check(_clock.NowMs);
        }
        catch (Exception exception)
        {
            TransportLog.CheckFailed(_log, exception);
            connection.Session.Outbound.Stop();
        }
    }

    private int Copy(int start)
    {
        lock (_lock)
        {
            var count = Math.Clamp(_connections.Count - start, 0, ChunkLength);
            // Connections may have ended since the chunk before: then there is nothing at `start` any more.
            if (count > 0)
                _connections.CopyTo(start, _chunk, 0, count);
            return count;
        }
    }
}
