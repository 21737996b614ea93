using HdrHistogram;

namespace FastChat.Bench.Load.Pairs;

/// <summary>What the pairs of one loop measured. Written by that loop's thread alone; read after it ended.</summary>
internal sealed class PairFigures
{
    private const long HighestNanoseconds = 60_000_000_000;
    private const int SignificantDigits = 3;

    /// <summary>Nanoseconds from queueing a message to reading its ack.</summary>
    public LongHistogram Ack { get; } = new(HighestNanoseconds, SignificantDigits);

    /// <summary>Nanoseconds from queueing a message to reading it at the receiver.</summary>
    public LongHistogram Delivery { get; } = new(HighestNanoseconds, SignificantDigits);

    /// <summary>Only while this is set do latencies and counts belong to the measured span.</summary>
    public bool Measuring { get; set; }

    public long Delivered { get; set; }

    public long Acked { get; set; }

    public long SendFrames { get; set; }

    public long BlockFrames { get; set; }

    public static void Record(LongHistogram histogram, long ticks) =>
        histogram.RecordValue(Math.Clamp((long)(ticks * (1e9 / System.Diagnostics.Stopwatch.Frequency)), 1, HighestNanoseconds));
}
