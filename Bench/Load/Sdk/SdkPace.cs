using System.Diagnostics;
using FastChat.Bench.Load.Loops;

namespace FastChat.Bench.Load.Sdk;

/// <summary>When the next message of a pair is meant to leave: at once, or at a time of its own.</summary>
internal sealed class SdkPace
{
    private readonly Pace? _pace;
    private long _index;

    public SdkPace(LoadArguments arguments, double share)
    {
        if (arguments.RatePerSecond is not { } rate)
            return;
        _pace = new Pace((double)rate / arguments.Pairs, share);
        _pace.Start(Stopwatch.GetTimestamp());
    }

    public bool IsOpen => _pace is not null;

    /// <summary>Waits for it, to the millisecond.</summary>
    public async ValueTask<long> NextAsync(CancellationToken cancellation)
    {
        if (_pace is null)
            return Stopwatch.GetTimestamp();
        var ticks = _pace.Ticks(_index++);
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), ticks);
        if (wait > TimeSpan.FromMilliseconds(1))
            await Task.Delay(wait, cancellation);
        return ticks;
    }
}
