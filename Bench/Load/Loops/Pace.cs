using System.Diagnostics;

namespace FastChat.Bench.Load.Loops;

/// <summary>
/// Open loop: when each message of a sender is meant to leave, however the server fares. Latencies count from these times, so
/// a server that stalls cannot hide the messages that had to wait for it. Used by one thread.
/// </summary>
/// <param name="perSecond">Messages of this sender.</param>
/// <param name="phaseShare">Where in the first interval it begins, 0 to 1, so that senders do not beat as one.</param>
internal sealed class Pace(double perSecond, double phaseShare)
{
    private readonly double _intervalTicks = Stopwatch.Frequency / perSecond;
    private long _startTicks;

    /// <summary>The clock of the pace starts; what was due before is forgotten.</summary>
    public void Start(long nowTicks) => _startTicks = nowTicks + (long)(phaseShare * _intervalTicks);

    public bool HasStarted => _startTicks != 0;

    /// <summary>When message 0, 1, 2 … is meant to leave.</summary>
    public long Ticks(long index) => _startTicks + (long)(index * _intervalTicks);

    /// <summary>How many messages should have left by then.</summary>
    public long DueBy(long ticks) => ticks < _startTicks ? 0 : 1 + (long)((ticks - _startTicks) / _intervalTicks);
}
