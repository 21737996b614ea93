using System.Diagnostics;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Wire;

namespace FastChat.Bench.Load.Loops;

/// <summary>One thread that serves some of the connections. The run sets the phase; everything else belongs to the thread.</summary>
internal sealed class LoadLoop : IDisposable
{
    private const int WaitMilliseconds = 20;
    private const int PingSeconds = 10;
    private readonly LoadEnd[] _ends;
    private readonly LoadEnd[] _paced;
    private readonly Poller _poller = new();
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LoadPhase _phase = LoadPhase.WarmingUp;
    private volatile bool _settled;
    private long _delivered;

    /// <param name="index">For the thread's name.</param>
    /// <param name="ends">Connected and handed over; the loop disposes them.</param>
    /// <param name="figures">Where they count.</param>
    public LoadLoop(int index, LoadEnd[] ends, LoadFigures figures)
    {
        _ends = ends;
        _paced = [.. ends.Where(e => e.Pace is not null)];
        Figures = figures;
        _thread = new Thread(Run) { Name = $"load {index}", IsBackground = true };
    }

    public LoadFigures Figures { get; }

    /// <summary>Processor time of the thread while measuring; valid from Draining on.</summary>
    public TimeSpan MeasuredCpu { get; private set; }

    /// <summary>Ends when the thread does, with its failure if there was one.</summary>
    public Task Ended => _ended.Task;

    /// <summary>While draining: all is acked and delivered.</summary>
    public bool Settled => _settled;

    /// <summary>For the progress line.</summary>
    public long DeliveredSoFar => Volatile.Read(ref _delivered);

    public void Start() => _thread.Start();

    /// <summary>Only after <see cref="Ended"/>.</summary>
    public void Dispose()
    {
        foreach (var end in _ends)
            end.Dispose();
        _poller.Dispose();
    }

    public void Enter(LoadPhase phase) => _phase = phase;

    private void Run()
    {
        try
        {
            foreach (var (i, end) in _ends.Index())
            {
                end.Index = i;
                _poller.Add(end.Connection.Socket, i);
                end.Connection.DrainTo(end);
            }
            Serve();
            _ended.SetResult();
        }
        catch (Exception failure) // told to the run, which awaits Ended
        {
            _ended.SetException(failure);
        }
    }

    private void Serve()
    {
        var seen = LoadPhase.WarmingUp;
        var nextRound = 0L;
        var nextPing = Stopwatch.GetTimestamp() + (PingSeconds * Stopwatch.Frequency);
        var measuredFrom = TimeSpan.Zero;
        while (_phase is var phase && phase != LoadPhase.Ended)
        {
            if (phase != seen)
                Change(seen, phase, ref measuredFrom);
            seen = phase;
            var count = _paced.Length == 0 ? _poller.Wait(WaitMilliseconds) : _poller.Wait(NextWait());
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
                Ready(_poller.Ready(i), phase);
            foreach (var end in _paced)
                Touch(end, Stopwatch.GetTimestamp(), phase);
            if (began >= nextRound) // now and then also those that nothing arrived for: the first messages, paused senders
            {
                Round(phase, began, ref nextPing);
                nextRound = began + (WaitMilliseconds * Stopwatch.Frequency / 1_000);
            }
            if (Figures.Measuring && count > 0)
                LoadFigures.Record(Figures.Lag, Stopwatch.GetTimestamp() - began);
        }
    }

    private void Change(LoadPhase from, LoadPhase to, ref TimeSpan measuredFrom)
    {
        if (to == LoadPhase.Measuring)
        {
            Figures.Begin(Stopwatch.GetTimestamp());
            measuredFrom = ProcessFigures.ThisThreadCpu();
        }
        else if (from == LoadPhase.Measuring)
        {
            Figures.End(Stopwatch.GetTimestamp());
            MeasuredCpu = ProcessFigures.ThisThreadCpu() - measuredFrom;
        }
    }

    /// <summary>Until the next message is due; 20 ms when none has a time of its own.</summary>
    private TimeSpan NextWait()
    {
        var wait = WaitMilliseconds * Stopwatch.Frequency / 1_000;
        var now = Stopwatch.GetTimestamp();
        foreach (var end in _paced)
        {
            if (end.Pace is { HasStarted: true } pace)
                wait = Math.Min(wait, pace.Ticks(pace.DueBy(now)) - now);
        }
        return TimeSpan.FromTicks(Math.Max(0, (long)(wait * ((double)TimeSpan.TicksPerSecond / Stopwatch.Frequency))));
    }

    private void Ready((int Index, PollFlags Flags) ready, LoadPhase phase)
    {
        var end = _ends[ready.Index];
        if ((ready.Flags & (PollFlags.Readable | PollFlags.Failed)) != 0 && !end.Connection.Receive(end))
            throw new IOException("the server ended a connection");
        var now = Stopwatch.GetTimestamp();
        Touch(end, now, phase);
        if (end.Wakes is { } other)
            Touch(other, now, phase);
    }

    private void Touch(LoadEnd end, long now, LoadPhase phase)
    {
        end.Pump(now, phase);
        Push(end);
    }

    private void Round(LoadPhase phase, long now, ref long nextPing)
    {
        var ping = now >= nextPing;
        if (ping)
            nextPing = now + (PingSeconds * Stopwatch.Frequency);
        var settled = true;
        var delivered = 0L;
        foreach (var end in _ends)
        {
            if (ping)
                end.KeepAlive();
            Touch(end, now, phase);
            settled &= phase == LoadPhase.Draining && end.IsSettled;
            delivered += end.DeliveredSoFar;
        }
        Volatile.Write(ref _delivered, delivered);
        _settled = settled;
    }

    private void Push(LoadEnd end)
    {
        var connection = end.Connection;
        if (connection.HasUnsent)
            connection.Flush();
        if (connection.HasUnsent == end.WatchesWrites)
            return;
        end.WatchesWrites = connection.HasUnsent;
        _poller.Watch(connection.Socket, end.Index, PollFlags.Readable | (connection.HasUnsent ? PollFlags.Writable : PollFlags.None));
    }
}
