using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Returning;

/// <summary>What reports about returning devices share.</summary>
internal static class ReturnReport
{
    public static LoadReport Begin(LoadArguments arguments, LoadTarget target, ReturnLoop loop, TimeSpan loopCpu, TimeSpan time, CheckSums wrong)
    {
        var share = loopCpu / time;
        var lag = Percentiles.OfNanoseconds(loop.Lag)?.P99 ?? 0;
        return new LoadReport
        {
            Scenario = arguments.Scenario,
            Target = target.Name,
            Transport = arguments.TransportName,
            Durable = target.Dialect.Durable,
            MeasuredSeconds = Math.Round(time.TotalSeconds, 3),
            Cores = Environment.ProcessorCount,
            PayloadBytes = arguments.PayloadBytes,
            TimeToBackMs = Percentiles.MillisecondsOf(loop.TimeToBack),
            ServerRssBytes = target.ResidentBytes,
            ServerStartMs = target.Process?.StartUp.TotalMilliseconds,
            Lost = wrong.Lost,
            Duplicated = wrong.Duplicated,
            Reordered = wrong.Reordered,
            Altered = wrong.Altered,
            GeneratorCpuShare = Math.Round(share, 3),
            GeneratorLagUsP99 = lag,
            VoidReason = VoidRule.Judge(share, lag),
        };
    }

    /// <summary>Adds up what the devices found of the messages numbered 1 to <paramref name="last"/> in each of their logs.</summary>
    public static CheckSums Checks(ReturningDevice[] devices, int last) =>
        devices.SelectMany(d => d.Logs).Aggregate(default(CheckSums), (sum, log) => sum + CheckSums.Of(log.Check, (ulong)last));
}
