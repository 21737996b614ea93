using FastChat.Bench.Load.Targets;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Loops;

/// <summary>The part of a report that all scenarios share.</summary>
internal static class RunReport
{
    public static LoadReport Begin(LoadArguments arguments, LoadTarget target, RunFigures figures, long? delivered) => new()
    {
        Scenario = arguments.Scenario,
        Target = target.Name,
        Transport = arguments.TransportName,
        Durable = target.Dialect.Durable,
        MeasuredSeconds = Math.Round(figures.Seconds, 3),
        WarmupSeconds = arguments.WarmupSeconds,
        Cores = Environment.ProcessorCount,
        Delivered = delivered,
        DeliveredPerS = delivered is { } count ? Math.Round(count / figures.Seconds, 1) : null,
        ServerCpuUsPerMsg = Ratio(figures.ServerCpu?.TotalMicroseconds, delivered),
        ClientCpuUsPerMsg = Ratio(figures.OwnCpu.TotalMicroseconds, delivered),
        ServerCpuCores = figures.ServerCpu is { } cpu ? Math.Round(cpu.TotalSeconds / figures.Seconds, 3) : null,
        AckUs = figures.Ack,
        ServerRssBytes = figures.ResidentBytes,
        ServerAllocatedBytesPerMsg = Ratio(figures.AllocatedBytes, delivered),
        ServerStartMs = target.Process?.StartUp.TotalMilliseconds,
        GeneratorCpuShare = Math.Round(figures.GeneratorCpuShare, 3),
        GeneratorLagUsP99 = figures.LagUsP99,
        VoidReason = VoidRule.Judge(figures.GeneratorCpuShare, figures.LagUsP99),
    };

    /// <summary>Null if either is unknown or nothing was counted.</summary>
    public static double? Ratio(double? of, long? by) => of is { } known && by > 0 ? Math.Round(known / by.Value, 3) : null;
}
