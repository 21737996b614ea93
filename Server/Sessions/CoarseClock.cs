namespace FastChat.Server.Sessions;

/// <summary>
/// The time as of the last sweep over the connections, for deadlines of seconds: reading it costs a load, where asking
/// the clock at each arrival of bytes would cost more than framing them. One writer, the sweep; any thread reads, and may
/// be one period behind.
/// </summary>
internal sealed class CoarseClock
{
    private readonly TimeProvider _time;
    private readonly long _start;

    public CoarseClock(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        Tick();
    }

    /// <summary>Milliseconds since the start, never going back.</summary>
    internal long NowMs { get; private set; }

    /// <summary>Milliseconds since 1970, as far as the system's clock is right.</summary>
    internal long UnixMs { get; private set; }

    internal void Tick()
    {
        // At least 1, so that 0 can mean "never" where a time is noted.
        NowMs = 1 + (long)_time.GetElapsedTime(_start).TotalMilliseconds;
        UnixMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
    }
}
