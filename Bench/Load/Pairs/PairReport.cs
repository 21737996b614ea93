using FastChat.Bench.Reports;
using HdrHistogram;

namespace FastChat.Bench.Load.Pairs;

/// <summary>Adds up what the loops measured between two moments; only after they ended.</summary>
internal sealed class PairReport(PairLoop[] loops, RunSnapshot before, RunSnapshot after)
{
    public LoadReport Write(LoadArguments arguments, LoadTarget target)
    {
        var figures = loops.Select(l => l.Figures).ToArray();
        var pairs = loops.SelectMany(l => l.Pairs.ToArray()).ToArray();
        var seconds = (after.At - before.At).TotalSeconds;
        var delivered = figures.Sum(f => f.Delivered);
        var serverCpu = after.ServerCpu - before.ServerCpu;
        var share = loops.Max(l => l.MeasuredCpu.TotalSeconds) / seconds;
        var lag = Percentiles.OfNanoseconds(Merge(loops.Select(l => l.PassNanoseconds))).P99;
        return new LoadReport
        {
            Scenario = arguments.Scenario,
            Target = target.Name,
            Durable = true,
            Pairs = arguments.Pairs,
            Window = arguments.Window,
            Batch = arguments.Batch,
            PayloadBytes = arguments.PayloadBytes,
            MeasuredSeconds = Math.Round(seconds, 3),
            Cores = Environment.ProcessorCount,
            Delivered = delivered,
            DeliveredPerS = Math.Round(delivered / seconds, 1),
            AckedPerS = Math.Round(figures.Sum(f => f.Acked) / seconds, 1),
            ServerCpuUsPerMsg = Ratio(serverCpu?.TotalMicroseconds, delivered),
            ClientCpuUsPerMsg = Ratio((after.OwnCpu - before.OwnCpu).TotalMicroseconds, delivered) ?? 0,
            ServerCpuCores = serverCpu is { } cpu ? Math.Round(cpu.TotalSeconds / seconds, 3) : null,
            AckUs = Percentiles.OfNanoseconds(Merge(figures.Select(f => f.Ack))),
            DeliveryUs = Percentiles.OfNanoseconds(Merge(figures.Select(f => f.Delivery))),
            ServerRssBytes = null,
            RssPerConnectionBytes = null,
            ServerAllocatedBytesPerMsg = null,
            ServerStartMs = target.Process?.StartUp.TotalMilliseconds,
            MessagesPerSendFrame = Ratio(figures.Sum(f => f.Acked), figures.Sum(f => f.SendFrames)) ?? 0,
            MessagesPerBlock = Ratio(delivered, figures.Sum(f => f.BlockFrames)) ?? 0,
            Lost = pairs.Sum(p => p.Lost),
            Duplicated = pairs.Sum(p => p.Receiver.Check.Duplicated),
            Reordered = pairs.Sum(p => p.Receiver.Check.Reordered),
            Altered = pairs.Sum(p => p.Receiver.Check.Altered + p.Sender.WrongAcks),
            Unacked = pairs.Sum(p => p.Unacked),
            Refused = pairs.Sum(p => p.Sender.Refused),
            Lagged = pairs.Sum(p => p.Receiver.Lagged),
            GeneratorCpuShare = Math.Round(share, 3),
            GeneratorLagUsP99 = lag,
            VoidReason = VoidRule.Judge(share, lag),
        };
    }

    /// <summary>Null if either is unknown or nothing was counted.</summary>
    public static double? Ratio(double? of, long by) => of is { } known && by > 0 ? Math.Round(known / by, 3) : null;

    private static LongHistogram Merge(IEnumerable<LongHistogram> parts) => parts.Aggregate((sum, part) =>
    {
        sum.Add(part);
        return sum;
    });
}
