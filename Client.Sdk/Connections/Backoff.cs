using System.Security.Cryptography;

namespace FastChat.Client.Connections;

/// <summary>
/// Decorrelated jitter: each wait is random between the shortest and three times the last one, so that clients that lost a
/// server together do not come back together. Used by the engine's loop alone.
/// </summary>
internal sealed class Backoff
{
    private int _lastMilliseconds = ConnectionLimits.BackoffMillisecondsMin;

    public void Reset() => _lastMilliseconds = ConnectionLimits.BackoffMillisecondsMin;

    /// <summary>The next wait; at least what the server asked for, spread by up to half of it.</summary>
    public TimeSpan Next(TimeSpan? retryAfter)
    {
        var most = Math.Min(ConnectionLimits.BackoffMillisecondsMax, _lastMilliseconds * 3);
        _lastMilliseconds = RandomNumberGenerator.GetInt32(ConnectionLimits.BackoffMillisecondsMin, most + 1);
        var wait = TimeSpan.FromMilliseconds(_lastMilliseconds);
        if (retryAfter is not { } asked || asked < wait)
            return wait;
        return asked + (asked * (RandomNumberGenerator.GetInt32(0, 500) / 1_000.0));
    }
}
