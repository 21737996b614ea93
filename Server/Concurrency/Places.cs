namespace FastChat.Server.Concurrency;

/// <summary>Places for so many at a time, where how many may change meanwhile: nobody waits for one. Thread-safe.</summary>
internal sealed class Places
{
    private int _taken;

    /// <summary>Takes a place unless as many as may be are taken.</summary>
    public bool TryTake(int max)
    {
        if (Interlocked.Increment(ref _taken) <= max) return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Free() => Interlocked.Decrement(ref _taken);
}
