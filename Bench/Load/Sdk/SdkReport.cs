using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Reports;
using HdrHistogram;

namespace FastChat.Bench.Load.Sdk;

/// <summary>The report of a run through the SDK, whose threads are the pool's: all processors count as its limit.</summary>
internal static class SdkReport
{
    public static LoadReport Write(
        LoadArguments arguments, LoadTarget target, List<SdkPair> pairs, RunSnapshot before, RunSnapshot after, long? rss, long? allocated)
    {
        var seconds = (after.At - before.At).TotalSeconds;
        var delivered = pairs.Sum(p => p.Figures.Delivered);
        var cpu = after.ServerCpu - before.ServerCpu;
        var ownCpu = after.OwnCpu - before.OwnCpu;
        var share = ownCpu.TotalSeconds / seconds / Environment.ProcessorCount;
        var wrong = pairs.Aggregate(default(CheckSums), (sum, pair) => sum + pair.Wrong);
        return new LoadReport
        {
            Scenario = arguments.Scenario,
            Target = target.Name,
            Transport = arguments.TransportName,
            Durable = target.Dialect.Durable,
            Sdk = true,
            MeasuredSeconds = Math.Round(seconds, 3),
            WarmupSeconds = arguments.WarmupSeconds,
            Cores = Environment.ProcessorCount,
            Pairs = pairs.Count,
            Connections = 2 * pairs.Count,
            Window = arguments.Window,
            RatePerS = arguments.RatePerSecond,
            PayloadBytes = arguments.PayloadBytes,
            Delivered = delivered,
            DeliveredPerS = Math.Round(delivered / seconds, 1),
            AckedPerS = Math.Round(pairs.Sum(p => p.Figures.Acked) / seconds, 1),
            ServerCpuUsPerMsg = RunReport.Ratio(cpu?.TotalMicroseconds, delivered),
            ServerCpuCores = cpu is { } used ? Math.Round(used.TotalSeconds / seconds, 3) : null,
            ClientCpuUsPerMsg = RunReport.Ratio(ownCpu.TotalMicroseconds, delivered),
            AckUs = Of(pairs, f => f.Ack),
            DeliveryUs = Of(pairs, f => f.Delivery),
            ServerRssBytes = rss,
            ServerAllocatedBytesPerMsg = RunReport.Ratio(allocated, delivered),
            ServerStartMs = target.Process?.StartUp.TotalMilliseconds,
            Lost = wrong.Lost,
            Duplicated = wrong.Duplicated,
            Reordered = wrong.Reordered,
            Altered = wrong.Altered,
            Unacked = pairs.Sum(p => p.Unacked),
            GeneratorCpuShare = Math.Round(share, 3),
            VoidReason = VoidRule.Judge(share, generatorLagUsP99: 0),
        };
    }

    private static Percentiles? Of(List<SdkPair> pairs, Func<LoadFigures, LongHistogram> which)
    {
        var sum = LoadFigures.NewHistogram();
        foreach (var pair in pairs)
            sum.Add(which(pair.Figures));
        return Percentiles.OfNanoseconds(sum);
    }
}
