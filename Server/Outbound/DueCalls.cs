using System.Threading.Channels;

namespace FastChat.Server.Outbound;

/// <summary>
/// Calls for rows that are due, one at a time for each row, so many in all, and what became of them. One thread begins and settles
/// them; the calls themselves run anywhere.
/// </summary>
/// <param name="waitingMax">Rows that wait in memory.</param>
/// <param name="callsMax">Calls under way at the same time.</param>
/// <param name="time">The clock.</param>
internal sealed class DueCalls<TPlace, TResult>(int waitingMax, int callsMax, TimeProvider time)
    where TPlace : notnull
{
    // Holds as many as are under way at most.
    private readonly Channel<(TPlace Place, TResult Result)> _results =
        Channel.CreateUnbounded<(TPlace Place, TResult Result)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly HashSet<TPlace> _underWay = [];

    public DueQueue<TPlace> Queue { get; } = new(waitingMax);

    public bool IsUnderWay(TPlace place) => _underWay.Contains(place);

    /// <summary>The next row that is due by now, if there is room for its call.</summary>
    public bool TryTake(long nowMs, out TPlace place)
    {
        place = default!;
        return _underWay.Count < callsMax && Queue.TryTake(nowMs, out place);
    }

    /// <summary>Begins a row's call. A cancelled one has no result: the server stops, and the row says that it is still to be done.</summary>
    /// <param name="place">The row.</param>
    /// <param name="call">What to do.</param>
    /// <param name="failed">What became of it where it ends by an exception.</param>
    public void Begin(TPlace place, Func<Task<TResult>> call, Func<Exception, TResult> failed)
    {
        _underWay.Add(place);
        _ = RunAsync(place, call, failed);
    }

    /// <summary>Gives each result to <paramref name="settle"/>; one that it throws for is given again.</summary>
    public async Task SettleAsync(Func<TResult, Task> settle)
    {
        while (_results.Reader.TryPeek(out var done))
        {
            await settle(done.Result);
            _underWay.Remove(done.Place);
            _results.Reader.TryRead(out _);
        }
    }

    /// <summary>Until something is due that there is room for, a call is over, or the rest has passed.</summary>
    public async Task WaitAsync(TimeSpan rest, CancellationToken stopping)
    {
        if (Queue.NextMs is { } next && _underWay.Count < callsMax)
            rest = TimeSpan.FromMilliseconds(Math.Clamp(next - time.GetUtcNow().ToUnixTimeMilliseconds(), 1, rest.TotalMilliseconds));
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(Task.Delay(rest, time, waking.Token), _results.Reader.WaitToReadAsync(waking.Token).AsTask());
        await waking.CancelAsync();
    }

    private async Task RunAsync(TPlace place, Func<Task<TResult>> call, Func<Exception, TResult> failed)
    {
        await Task.Yield();
        TResult result;
        try
        {
            result = await call();
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception failure)
        {
            result = failed(failure);
        }

        await _results.Writer.WriteAsync((place, result), CancellationToken.None);
    }
}
