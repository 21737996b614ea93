namespace FastChat.Server.Concurrency;

/// <summary>
/// Settings that may be replaced while the server runs: one immutable object, which whoever uses it reads anew each time. Written by
/// whoever reloads the options, read by any thread without a lock.
/// </summary>
internal sealed class Live<T>(T first)
    where T : class
{
    private volatile T _value = first;

    public T Value
    {
        get => _value;
        set => _value = value;
    }

    /// <summary>Settings that never change.</summary>
    public static implicit operator Live<T>(T value) => new(value);
}
