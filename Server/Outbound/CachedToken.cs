namespace FastChat.Server.Outbound;

/// <summary>One token that is used until a time, then made anew by the first who needs it. Thread-safe.</summary>
internal sealed class CachedToken(TimeProvider time, Func<CancellationToken, Task<(string Token, TimeSpan Lifetime)>> create) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private (string Token, DateTimeOffset Until)? _current;

    /// <summary>The token; it stays good for as long as one request takes at least.</summary>
    public async ValueTask<string> GetAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_current is { } current && current.Until > time.GetUtcNow()) return current.Token;
            var (token, lifetime) = await create(cancellation);
            _current = (token, time.GetUtcNow() + lifetime);
            return token;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The other side does not take it any more.</summary>
    public async ValueTask ForgetAsync(string token)
    {
        await _one.WaitAsync();
        if (_current?.Token == token) _current = null;
        _one.Release();
    }

    public void Dispose() => _one.Dispose();
}
