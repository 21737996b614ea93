using FastChat.Protocol;
using FastChat.Server.Routing;

namespace FastChat.Server.Handlers;

/// <summary>Lets a few searches run at a time, so that they leave processors to the message path. Thread-safe.</summary>
internal sealed class SearchGate : IDisposable
{
    /// <summary>Searches in line; one more is refused as Busy.</summary>
    private const int WaitingMax = 64;

    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount / 2));
    private int _waiting;

    /// <summary>Runs one search on a thread of the pool, in its turn.</summary>
    public async Task<T> RunAsync<T>(Func<T> search)
    {
        if (Interlocked.Increment(ref _waiting) > WaitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            throw new RefusalException(Code.Busy, "Too many searches are waiting.", RoutingLimits.BusyRetryAfter);
        }

        await _places.WaitAsync();
        Interlocked.Decrement(ref _waiting);
        try
        {
            return await Task.Run(search);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}
