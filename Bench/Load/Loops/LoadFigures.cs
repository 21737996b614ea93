using System.Diagnostics;
using HdrHistogram;

namespace FastChat.Bench.Load.Loops;

/// <summary>What the ends of one loop measured. Written by that loop's thread alone; read after it ended.</summary>
internal sealed class LoadFigures
{
    private const long HighestNanoseconds = 600_000_000_000;
    private const int SignificantDigits = 3;
    private long _fromTicks;
    private long _untilTicks = long.MaxValue;

    /// <summary>Nanoseconds until the ack, or the answer, was read.</summary>
    public LongHistogram Ack { get; } = NewHistogram();

    /// <summary>Nanoseconds until the message was read at a receiver.</summary>
    public LongHistogram Delivery { get; } = NewHistogram();

    /// <summary>How long the loop was away from its sockets, or sent late, in nanoseconds, while measuring.</summary>
    public LongHistogram Lag { get; } = NewHistogram();

    /// <summary>Only while this is set do counts belong to the measured span.</summary>
    public bool Measuring { get; private set; }

    public long Delivered { get; set; }

    public long Acked { get; set; }

    public long SendFrames { get; set; }

    public long BlockFrames { get; set; }

    public static LongHistogram NewHistogram() => new(HighestNanoseconds, SignificantDigits);

    public void Begin(long nowTicks)
    {
        _fromTicks = nowTicks;
        Measuring = true;
    }

    public void End(long nowTicks)
    {
        _untilTicks = nowTicks;
        Measuring = false;
    }

    /// <summary>The end of the measured span; far away while it lasts.</summary>
    public long UntilTicks => _untilTicks;

    /// <summary>
    /// Whether a message that arrives now adds to the latencies: closed loop, while measuring; open loop, if it was meant to
    /// leave within the measured span, however late it comes.
    /// </summary>
    public bool Counts(long meantTicks, bool isPaced) =>
        isPaced ? _fromTicks != 0 && meantTicks >= _fromTicks && meantTicks < _untilTicks : Measuring;

    public static void Record(LongHistogram histogram, long ticks) =>
        histogram.RecordValue(Math.Clamp((long)(ticks * (1e9 / Stopwatch.Frequency)), 1, HighestNanoseconds));
}
