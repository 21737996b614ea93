using System.Diagnostics;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Pairs;

/// <summary>`direct` and `latency`: pairs of a sender and a receiver, each with a direct conversation of its own.</summary>
internal sealed class PairScenario
{
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private readonly LoadArguments _arguments;
    private readonly LoadTarget _target;
    private readonly PairLoop[] _loops;
    private readonly ProgressLine _progress;

    private PairScenario(LoadArguments arguments, LoadTarget target, PairLoop[] loops)
    {
        _arguments = arguments;
        _target = target;
        _loops = loops;
        _progress = new ProgressLine(arguments.JsonFile is not null);
    }

    public static async Task<LoadReport> RunAsync(LoadArguments arguments, LoadTarget target, CancellationToken cancellation)
    {
        using var http = new ServerHttp(target.Http);
        var prefix = $"bench{Environment.ProcessId}n{Stopwatch.GetTimestamp() % 1_000_000}x";
        var accounts = await http.SeedAsync(2 * arguments.Pairs, prefix, cancellation);
        var rssBefore = Rss(target);
        var loops = Connect(arguments, target, accounts);
        try
        {
            var rssPerConnection = (Rss(target) - rssBefore) / (2 * arguments.Pairs);
            var scenario = new PairScenario(arguments, target, loops);
            return await scenario.MeasureAsync(http, rssPerConnection, cancellation);
        }
        finally
        {
            foreach (var loop in loops)
                loop.Enter(LoadPhase.Ended);
            await Task.WhenAll(loops.Select(l => l.Ended.ContinueWith(_ => { }, TaskScheduler.Default)));
            foreach (var loop in loops)
                loop.Dispose();
        }
    }

    private static PairLoop[] Connect(LoadArguments arguments, LoadTarget target, SeededAccount[] accounts)
    {
        var setUp = new PairSetUp(
            target.Tcp, new PairSettings(arguments.Window, arguments.Batch, arguments.OneInFlight), arguments.PayloadBytes);
        var loops = new PairLoop[Math.Min(arguments.Threads, arguments.Pairs)];
        for (var i = 0; i < loops.Length; i++)
        {
            var figures = new PairFigures();
            var pairs = Enumerable.Range(0, arguments.Pairs).Where(p => p % loops.Length == i)
                .Select(p => setUp.Make(p + 1, accounts[2 * p], accounts[(2 * p) + 1], figures)).ToArray();
            loops[i] = new PairLoop(i, pairs, figures);
        }
        foreach (var loop in loops)
            loop.Start();
        return loops;
    }

    private async Task<LoadReport> MeasureAsync(ServerHttp http, long? rssPerConnection, CancellationToken cancellation)
    {
        await SpanAsync("warm-up", TimeSpan.FromSeconds(_arguments.WarmupSeconds), cancellation);
        var allocatedBefore = await http.AllocatedBytesAsync(cancellation);
        var before = Snapshot();
        Enter(LoadPhase.Measuring);
        await SpanAsync("measuring", TimeSpan.FromSeconds(_arguments.Seconds), cancellation);
        var after = Snapshot();
        var rss = Rss(_target);
        Enter(LoadPhase.Draining);
        var allocatedAfter = await http.AllocatedBytesAsync(cancellation);
        await SettleAsync(cancellation);
        Enter(LoadPhase.Ended);
        await Task.WhenAll(_loops.Select(l => l.Ended));
        _progress.Clear();
        return new PairReport(_loops, before, after).Write(_arguments, _target) with
        {
            ServerRssBytes = rss,
            RssPerConnectionBytes = rssPerConnection,
            ServerAllocatedBytesPerMsg = PairReport.Ratio(allocatedAfter - allocatedBefore, _loops.Sum(l => l.Figures.Delivered)),
        };
    }

    private async Task SpanAsync(string name, TimeSpan length, CancellationToken cancellation)
    {
        var end = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var failed = Task.WhenAny(_loops.Select(l => l.Ended));
        while (Stopwatch.GetTimestamp() is var now && now < end)
        {
            var rest = TimeSpan.FromSeconds((double)(end - now) / Stopwatch.Frequency);
            var pause = Task.Delay(rest < TimeSpan.FromSeconds(1) ? rest : TimeSpan.FromSeconds(1), cancellation);
            if (await Task.WhenAny(failed, pause) == failed)
                await await failed;
            await pause;
            _progress.Show(name, _loops.Sum(l => l.DeliveredSoFar));
        }
    }

    private async Task SettleAsync(CancellationToken cancellation)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(SettleWithin);
        using var looks = new PeriodicTimer(LookEvery);
        try
        {
            while (!Array.TrueForAll(_loops, l => l.Settled || l.Ended.IsCompleted))
                await looks.WaitForNextTickAsync(late.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // What has not arrived by now is reported as lost or unacked.
        }
    }

    private void Enter(LoadPhase phase)
    {
        foreach (var loop in _loops)
            loop.Enter(phase);
    }

    private RunSnapshot Snapshot() => new(
        TimeSpan.FromSeconds(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency),
        _target.Process is { } server ? ProcessFigures.Cpu(server.Id) : null,
        ProcessFigures.Cpu(Environment.ProcessId));

    private static long? Rss(LoadTarget target) => target.Process is { } server ? ProcessFigures.ResidentBytes(server.Id) : null;
}
