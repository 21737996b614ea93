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
    private readonly TimeSpan _period;
    private readonly int _countMax;

    /// <param name="countMax">How many in one period; also the burst.</param>
    /// <param name="period">The period.</param>
    /// <param name="time">The clock.</param>
    public RateLimit(int countMax, TimeSpan period, TimeProvider time)
    {
        _time = time;
        _period = period;
        _countMax = countMax;
    }

    /// <summary>Takes one; if none is left, tells when the next is. <paramref name="key"/> should be well mixed or random.</summary>
    public bool TryTake(int key, out TimeSpan retryAfter) => TryTake(key, _countMax, out retryAfter);

    /// <summary>The same under a limit that may have changed since; what was taken before counts at the rate of its time.</summary>
    public bool TryTake(int key, int countMax, out TimeSpan retryAfter)
    {
        var costTicks = Math.Max(1, _period.Ticks / countMax);
        var burstTicks = costTicks * countMax;
        var now = _time.GetUtcNow().Ticks;
        ref var slot = ref _fullAt[(uint)key % (uint)_fullAt.Length];
        lock (_gate)
        {
            var next = Math.Max(slot, now) + costTicks;
            if (next - now > burstTicks)
            {
                retryAfter = TimeSpan.FromTicks(next - now - burstTicks);
                return false;
            }

            slot = next;
            retryAfter = TimeSpan.Zero;
            return true;
        }
    }
}
