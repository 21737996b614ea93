using System.Diagnostics;
using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Load.Wire;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Idle;

/// <summary>`idle`: authenticated connections that do nothing: what each costs the server, and how fast they come.</summary>
internal static class IdleScenario
{
    /// <summary>For what a process has open beside the connections.</summary>
    private const int OtherFiles = 600;

    /// <summary>The first tenth (at most this many) comes before memory is measured: it pays for what all share.</summary>
    private const int FirstMax = 1_000;

    public static async Task<LoadReport> RunAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        await using var target = await TargetTable.OpenAsync(arguments, cancellation);
        var accounts = await target.Accounts.TakeAsync(Fitting(arguments, target), cancellation);
        if (target.Own is { } own) // so that what making accounts took is not counted, nor reused
        {
            await own.StopAsync();
            await own.StartAgainAsync(cancellation);
        }
        var figures = new LoadFigures();
        var first = Math.Min(FirstMax, accounts.Length / 10);
        var connections = new List<LeanConnection>(await ConnectAsync(target, accounts[..first], cancellation));
        var rssBefore = target.ResidentBytes;
        var cpuBefore = target.Cpu;
        var watch = Stopwatch.StartNew();
        connections.AddRange(await ConnectAsync(target, accounts[first..], cancellation));
        var connecting = watch.Elapsed;
        var cpu = target.Cpu - cpuBefore;
        var members = connections.Select((c, i) => new IdleMember(c, target.Dialect, figures, (double)i / accounts.Length)).ToArray();
        await using var run = new MeasuredRun(arguments, target, [new LoadLoop(0, members, figures)]);
        var measured = await run.RunAsync(cancellation);
        var counted = accounts.Length - first;
        return RunReport.Begin(arguments, target, measured, delivered: null) with
        {
            Connections = accounts.Length,
            ConnectedPerS = Math.Round(counted / connecting.TotalSeconds, 1),
            ServerCpuUsPerConnect = RunReport.Ratio(cpu?.TotalMicroseconds, counted),
            RssPerConnectionBytes = (measured.ResidentBytes - rssBefore) / counted,
            Unacked = members.Count(m => m.IsUnanswered),
            Altered = members.Sum(m => m.Foreign),
        };
    }

    private static async Task<LeanConnection[]> ConnectAsync(LoadTarget target, SeededAccount[] accounts, CancellationToken cancellation) =>
        await SetUpThreads.SelectAsync(accounts, (_, account) =>
        {
            var connection = target.Dialect.Connect(account);
            connection.HandOver();
            return connection;
        }, cancellation);

    /// <summary>As many as both processes may have open.</summary>
    private static int Fitting(LoadArguments arguments, LoadTarget target)
    {
        var limit = ProcessFigures.OpenFilesMax(Environment.ProcessId);
        if (target.Process is { } server)
            limit = Math.Min(limit, ProcessFigures.OpenFilesMax(server.Id));
        return Math.Clamp(limit - OtherFiles, 1, arguments.Connections);
    }
}
