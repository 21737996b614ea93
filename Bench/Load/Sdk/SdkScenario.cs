using System.Diagnostics;
using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Sdk;

/// <summary>`direct` and `latency` through the real Client.Sdk: what an application gets, the client's disk included.</summary>
internal static class SdkScenario
{
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(60);

    public static async Task<LoadReport> RunAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        await using var target = await TargetTable.OpenAsync(arguments, cancellation);
        using var stores = new TemporaryDirectory();
        var pairs = new List<SdkPair>();
        try
        {
            var setUp = new SdkSetUp(arguments, target, stores.Path);
            for (var i = 0; i < arguments.Pairs; i++)
                pairs.Add(await setUp.MakeAsync(i, cancellation));
            return await MeasureAsync(arguments, target, pairs, cancellation);
        }
        finally
        {
            foreach (var pair in pairs)
                await pair.DisposeAsync();
        }
    }

    private static async Task<LoadReport> MeasureAsync(
        LoadArguments arguments, LoadTarget target, List<SdkPair> pairs, CancellationToken cancellation)
    {
        var progress = new ProgressLine(arguments.JsonFile is not null);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var work = pairs.SelectMany(p => new[] { p.SendAsync(stop.Token, cancellation), p.ReadAsync(end.Token) }).ToArray();
        await SpanAsync("warm-up", arguments.WarmupSeconds);
        var allocated = await target.AllocatedBytesAsync(cancellation);
        var before = Snapshot(target);
        Enter(LoadPhase.Measuring);
        await SpanAsync("measuring", arguments.Seconds);
        var after = Snapshot(target);
        var rss = target.ResidentBytes;
        Enter(LoadPhase.Draining);
        var allocatedAfter = await target.AllocatedBytesAsync(cancellation);
        await stop.CancelAsync();
        await SettleAsync(pairs, cancellation);
        await end.CancelAsync();
        progress.Clear();
        return SdkReport.Write(arguments, target, pairs, before, after, rss, allocatedAfter - allocated);

        void Enter(LoadPhase phase) => pairs.ForEach(p => p.Enter(phase));

        async Task SpanAsync(string phase, int seconds)
        {
            for (var i = 0; i < seconds; i++)
            {
                var pause = Task.Delay(TimeSpan.FromSeconds(1), cancellation);
                if (await Task.WhenAny([pause, .. work]) is var first && first != pause)
                    await first; // only a failure ends one of them now
                await pause;
                progress.Show(phase, pairs.Sum(p => p.DeliveredSoFar));
            }
        }
    }

    private static async Task SettleAsync(List<SdkPair> pairs, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (watch.Elapsed < SettleWithin && pairs.Exists(p => p.Unacked > 0 || p.Wrong.Lost > 0))
            await looks.WaitForNextTickAsync(cancellation);
    }

    private static RunSnapshot Snapshot(LoadTarget target) => new(
        TimeSpan.FromSeconds(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency),
        target.Cpu,
        ProcessFigures.Cpu(Environment.ProcessId));
}
