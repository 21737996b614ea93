using System.Diagnostics;
using System.Net.Sockets;
using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Wire;
using HdrHistogram;

namespace FastChat.Bench.Load.Returning;

/// <summary>Brings devices back, all on one thread, and measures how long each takes.</summary>
internal sealed class ReturnLoop(ReturningDevice[] devices) : IDisposable
{
    private const int WaitMilliseconds = 5;
    private readonly Poller _poller = new();
    private readonly PriorityQueue<int, long> _attempts = new();
    private readonly bool[] _watchesWrites = new bool[devices.Length];
    private readonly bool[] _isCounted = new bool[devices.Length];
    private int _back;

    /// <summary>Nanoseconds from the start of a run until a device was back and had everything.</summary>
    public LongHistogram TimeToBack { get; } = LoadFigures.NewHistogram();

    /// <summary>How long the loop was away from its sockets, in nanoseconds.</summary>
    public LongHistogram Lag { get; } = LoadFigures.NewHistogram();

    /// <summary>Processor time of the loop in all runs.</summary>
    public TimeSpan Cpu { get; private set; }

    /// <summary>For the progress line.</summary>
    public int Back => Volatile.Read(ref _back);

    /// <summary>All devices come back; blocks its thread until they are, and returns how many are at the limit.</summary>
    /// <param name="startTicks">The times are counted from here.</param>
    /// <param name="limit">Then it ends, whoever is missing.</param>
    /// <param name="cancellation">Ends it earlier.</param>
    public int Run(long startTicks, TimeSpan limit, CancellationToken cancellation)
    {
        var cpuBefore = ProcessFigures.ThisThreadCpu();
        var end = startTicks + (long)(limit.TotalSeconds * Stopwatch.Frequency);
        Volatile.Write(ref _back, 0);
        Array.Clear(_isCounted);
        for (var i = 0; i < devices.Length; i++)
            _attempts.Enqueue(i, 0);
        while (_back < devices.Length && Stopwatch.GetTimestamp() < end)
        {
            cancellation.ThrowIfCancellationRequested();
            Attempt();
            var count = _poller.Wait(WaitMilliseconds);
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
                Serve(_poller.Ready(i), startTicks);
            if (count > 0)
                LoadFigures.Record(Lag, Stopwatch.GetTimestamp() - began);
        }
        Cpu += ProcessFigures.ThisThreadCpu() - cpuBefore;
        return _back;
    }

    public void Dispose()
    {
        _poller.Dispose();
        foreach (var device in devices)
            device.Dispose();
    }

    private void Attempt()
    {
        var now = Stopwatch.GetTimestamp();
        while (_attempts.TryPeek(out var index, out var due) && due <= now)
        {
            _attempts.Dequeue();
            _watchesWrites[index] = true;
            var socket = devices[index].Begin();
            _poller.Add(socket, index);
            _poller.Watch(socket, index, PollFlags.Writable);
        }
    }

    private void Serve((int Index, PollFlags Flags) ready, long startTicks)
    {
        var device = devices[ready.Index];
        try
        {
            if (!device.IsConnected ? !device.TryGreet() : !Read(device, ready.Flags))
            {
                Again(ready.Index);
                return;
            }
            Push(device, ready.Index);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            Again(ready.Index);
            return;
        }
        if (!device.IsBack || _isCounted[ready.Index])
            return;
        _isCounted[ready.Index] = true;
        LoadFigures.Record(TimeToBack, Stopwatch.GetTimestamp() - startTicks);
        Volatile.Write(ref _back, _back + 1);
    }

    private static bool Read(ReturningDevice device, PollFlags flags) =>
        (flags & (PollFlags.Readable | PollFlags.Failed)) == 0 || device.Connection!.Receive(device);

    private void Again(int index)
    {
        if (_isCounted[index])
        {
            _isCounted[index] = false;
            Volatile.Write(ref _back, _back - 1);
        }
        _poller.Remove(devices[index].Connection!.Socket);
        var wait = devices[index].Retry();
        _attempts.Enqueue(index, Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency));
    }

    private void Push(ReturningDevice device, int index)
    {
        var connection = device.Connection!;
        if (connection.HasUnsent)
            connection.Flush();
        if (connection.HasUnsent == _watchesWrites[index])
            return;
        _watchesWrites[index] = connection.HasUnsent;
        _poller.Watch(connection.Socket, index, PollFlags.Readable | (connection.HasUnsent ? PollFlags.Writable : PollFlags.None));
    }
}
