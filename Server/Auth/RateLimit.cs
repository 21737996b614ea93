namespace FastChat.Server.Auth;

/// <summary>
/// A limit of so many per period for each key, with bursts up to that number (the generic cell rate algorithm: one number
/// a key, the time at which its allowance is full again). A fixed table of slots, so hostile keys cost no memory.
/// Thread-safe: guarded by its own lock, held for some nanoseconds.
/// </summary>
internal sealed class RateLimit
{
    private readonly Lock _gate = new();
    private readonly long[] _fullAt = new long[AuthLimits.RateLimitSlots];
    private readonly TimeProvider _time;
    private readonly long _costTicks;
    private readonly long _burstTicks;

    /// <param name="countMax">How many in one period; also the burst.</param>
    /// <param name="period">The period.</param>
    /// <param name="time">The clock.</param>
    public RateLimit(int countMax, TimeSpan period, TimeProvider time)
    {
        _time = time;
        _costTicks = Math.Max(1, period.Ticks / countMax);
        _burstTicks = _costTicks * countMax;
    }

    /// <summary>Takes one; if none is left, tells when the next is. <paramref name="key"/> should be well mixed or random.</summary>
    public bool TryTake(int key, out TimeSpan retryAfter)
    {
        var now = _time.GetUtcNow().Ticks;
        ref var slot = ref _fullAt[(uint)key % (uint)_fullAt.Length];
        lock (_gate)
        {
            var next = Math.Max(slot, now) + _costTicks;
            if (next - now > _burstTicks)
            {
                retryAfter = TimeSpan.FromTicks(next - now - _burstTicks);
                return false;
            }

            slot = next;
            retryAfter = TimeSpan.Zero;
            return true;
        }
    }
}
