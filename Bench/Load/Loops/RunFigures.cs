using FastChat.Bench.Reports;
using HdrHistogram;

namespace FastChat.Bench.Load.Loops;

/// <summary>What all loops measured between two moments. Null: cannot be known.</summary>
internal sealed class RunFigures(RunSnapshot before, RunSnapshot after, long? residentBytes, long? allocatedBytes, LoadLoop[] loops)
{
    public double Seconds => (after.At - before.At).TotalSeconds;

    public TimeSpan? ServerCpu => after.ServerCpu - before.ServerCpu;

    public TimeSpan OwnCpu => after.OwnCpu - before.OwnCpu;

    public long? ResidentBytes => residentBytes;

    public long? AllocatedBytes => allocatedBytes;

    /// <summary>Of one core, the busiest loop.</summary>
    public double GeneratorCpuShare => loops.Max(l => l.MeasuredCpu.TotalSeconds) / Seconds;

    public Percentiles? Ack => Of(f => f.Ack);

    public Percentiles? Delivery => Of(f => f.Delivery);

    public double LagUsP99 => Of(f => f.Lag)?.P99 ?? 0;

    public long Sum(Func<LoadFigures, long> count) => loops.Sum(l => count(l.Figures));

    private Percentiles? Of(Func<LoadFigures, LongHistogram> which)
    {
        var sum = LoadFigures.NewHistogram();
        foreach (var loop in loops)
            sum.Add(which(loop.Figures));
        return Percentiles.OfNanoseconds(sum);
    }
}
