using System.Diagnostics;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Loops;

/// <summary>Leads the loops through warm-up, measured time and drain. It owns them.</summary>
internal sealed class MeasuredRun : IAsyncDisposable
{
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private readonly LoadArguments _arguments;
    private readonly LoadTarget _target;
    private readonly LoadLoop[] _loops;
    private readonly ProgressLine _progress;

    /// <summary>The loops begin to work at once.</summary>
    public MeasuredRun(LoadArguments arguments, LoadTarget target, LoadLoop[] loops)
    {
        _arguments = arguments;
        _target = target;
        _loops = loops;
        _progress = new ProgressLine(arguments.JsonFile is not null);
        foreach (var loop in loops)
            loop.Start();
    }

    /// <summary>When it returns, the loops have ended.</summary>
    public async Task<RunFigures> RunAsync(CancellationToken cancellation)
    {
        await SpanAsync("warm-up", TimeSpan.FromSeconds(_arguments.WarmupSeconds), cancellation);
        var allocatedBefore = await _target.AllocatedBytesAsync(cancellation);
        var before = Snapshot();
        Enter(LoadPhase.Measuring);
        await SpanAsync("measuring", TimeSpan.FromSeconds(_arguments.Seconds), cancellation);
        var after = Snapshot();
        var rss = _target.ResidentBytes;
        Enter(LoadPhase.Draining);
        var allocatedAfter = await _target.AllocatedBytesAsync(cancellation);
        await SettleAsync(cancellation);
        Enter(LoadPhase.Ended);
        await Task.WhenAll(_loops.Select(l => l.Ended));
        _progress.Clear();
        return new RunFigures(before, after, rss, allocatedAfter - allocatedBefore, _loops);
    }

    public async ValueTask DisposeAsync()
    {
        Enter(LoadPhase.Ended);
        await Task.WhenAll(_loops.Select(l => l.Ended.ContinueWith(_ => { }, TaskScheduler.Default)));
        foreach (var loop in _loops)
            loop.Dispose();
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
        _target.Cpu,
        ProcessFigures.Cpu(Environment.ProcessId));
}
