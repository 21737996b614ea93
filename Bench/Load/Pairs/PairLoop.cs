using System.Diagnostics;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Wire;
using HdrHistogram;

namespace FastChat.Bench.Load.Pairs;

/// <summary>One thread that serves some of the pairs. The run sets the phase; everything else belongs to the thread.</summary>
internal sealed class PairLoop : IDisposable
{
    private const int WaitMilliseconds = 20;
    private const int PingSeconds = 10;
    private readonly Pair[] _pairs;
    private readonly Poller _poller = new();
    private readonly bool[] _watchesWrites;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LoadPhase _phase = LoadPhase.WarmingUp;
    private volatile bool _settled;
    private long _delivered;

    public PairLoop(int index, Pair[] pairs, PairFigures figures)
    {
        _pairs = pairs;
        Figures = figures;
        _watchesWrites = new bool[2 * pairs.Length];
        _thread = new Thread(Run) { Name = $"load {index}", IsBackground = true };
    }

    public PairFigures Figures { get; }

    public ReadOnlySpan<Pair> Pairs => _pairs;

    /// <summary>How long the loop was away from its sockets between two waits, in nanoseconds, while measuring.</summary>
    public LongHistogram PassNanoseconds { get; } = new(60_000_000_000, 3);

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
        foreach (var pair in _pairs)
            pair.Dispose();
        _poller.Dispose();
    }

    public void Enter(LoadPhase phase) => _phase = phase;

    private void Run()
    {
        try
        {
            foreach (var (i, pair) in _pairs.Index())
            {
                _poller.Add(pair.Sender.Connection.Socket, 2 * i);
                _poller.Add(pair.Receiver.Connection.Socket, (2 * i) + 1);
                pair.Sender.Connection.DrainTo(pair.Sender);
                pair.Receiver.Connection.DrainTo(pair.Receiver);
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
            {
                Figures.Measuring = phase == LoadPhase.Measuring;
                if (phase == LoadPhase.Measuring)
                    measuredFrom = ProcessFigures.ThisThreadCpu();
                else if (seen == LoadPhase.Measuring)
                    MeasuredCpu = ProcessFigures.ThisThreadCpu() - measuredFrom;
                seen = phase;
            }
            var count = _poller.Wait(WaitMilliseconds);
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
                Ready(_poller.Ready(i), phase);
            if (began >= nextRound) // now and then also those that nothing arrived for: the first messages, paused senders
            {
                Round(phase, began, ref nextPing);
                nextRound = began + (WaitMilliseconds * Stopwatch.Frequency / 1_000);
            }
            if (Figures.Measuring && count > 0)
                PairFigures.Record(PassNanoseconds, Stopwatch.GetTimestamp() - began);
        }
    }

    private void Ready((int Index, PollFlags Flags) ready, LoadPhase phase)
    {
        var pair = _pairs[ready.Index / 2];
        var isSender = ready.Index % 2 == 0;
        var connection = isSender ? pair.Sender.Connection : pair.Receiver.Connection;
        if ((ready.Flags & (PollFlags.Readable | PollFlags.Failed)) != 0
            && !connection.Receive(isSender ? pair.Sender : pair.Receiver))
        {
            throw new IOException("the server ended a connection");
        }
        if (phase < LoadPhase.Draining)
            pair.Pump(Stopwatch.GetTimestamp());
        Push(pair.Sender.Connection, ready.Index & ~1);
        Push(pair.Receiver.Connection, ready.Index | 1);
    }

    private void Round(LoadPhase phase, long now, ref long nextPing)
    {
        var ping = now >= nextPing;
        if (ping)
            nextPing = now + (PingSeconds * Stopwatch.Frequency);
        var settled = true;
        var delivered = 0L;
        for (var i = 0; i < _pairs.Length; i++)
        {
            var pair = _pairs[i];
            if (ping)
            {
                pair.Sender.Connection.Queue(KeepAlive);
                pair.Receiver.Connection.Queue(KeepAlive);
            }
            if (phase < LoadPhase.Draining)
                pair.Pump(now);
            else
                settled &= pair.IsSettled;
            delivered += pair.Receiver.Check.Delivered;
            Push(pair.Sender.Connection, 2 * i);
            Push(pair.Receiver.Connection, (2 * i) + 1);
        }
        Volatile.Write(ref _delivered, delivered);
        _settled = settled && phase == LoadPhase.Draining;
    }

    private static readonly Protocol.ClientFrame KeepAlive = new() { RequestId = uint.MaxValue, Ping = new() };

    private void Push(LeanConnection connection, int index)
    {
        if (connection.HasUnsent)
            connection.Flush();
        if (connection.HasUnsent == _watchesWrites[index])
            return;
        _watchesWrites[index] = connection.HasUnsent;
        _poller.Watch(connection.Socket, index, PollFlags.Readable | (connection.HasUnsent ? PollFlags.Writable : PollFlags.None));
    }
}
