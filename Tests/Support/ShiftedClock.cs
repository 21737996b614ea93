namespace FastChat.Tests.Support;

/// <summary>The real clock, whose calendar can be set forward. Timers and stopwatches run on as they are. Thread-safe.</summary>
/// <param name="stands">
/// The calendar moves only when it is set: what is due seconds later does not become due by itself while a busy machine keeps the test waiting.
/// </param>
internal sealed class ShiftedClock(bool stands = false) : TimeProvider
{
    private readonly DateTimeOffset? _standsAt = stands ? System.GetUtcNow() : null;
    private long _shiftTicks;

    public override DateTimeOffset GetUtcNow() => (_standsAt ?? base.GetUtcNow()) + TimeSpan.FromTicks(Interlocked.Read(ref _shiftTicks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);
}
