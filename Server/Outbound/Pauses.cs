using System.Collections.Concurrent;

namespace FastChat.Server.Outbound;

/// <summary>Until when servers asked to be left alone (Retry-After), by authority. Bounded; thread-safe.</summary>
internal sealed class Pauses(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How much longer; zero: it may be called.</summary>
    public TimeSpan Left(string authority)
    {
        if (!_until.TryGetValue(authority, out var until)) return TimeSpan.Zero;
        var left = until - time.GetUtcNow();
        if (left > TimeSpan.Zero) return left;
        _until.TryRemove(authority, out _);
        return TimeSpan.Zero;
    }

    public void Set(string authority, TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero) return;
        if (_until.Count >= OutboundLimits.PausesMax && !_until.ContainsKey(authority)) Forget();
        _until[authority] = time.GetUtcNow() + wait;
    }

    // The one that ends first goes: calling it a little early does no harm.
    private void Forget()
    {
        var first = _until.MinBy(pause => pause.Value);
        _until.TryRemove(first);
    }
}
