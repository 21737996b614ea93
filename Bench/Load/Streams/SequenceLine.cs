namespace FastChat.Bench.Load.Streams;

/// <summary>
/// One sender writes into a conversation, so sequence − send number is one constant: for acks and deliveries alike.
/// Thread-safe: whoever comes first sets it, for the sender and all receivers.
/// </summary>
internal sealed class SequenceLine
{
    private const long Unknown = long.MinValue;
    private long _offset = Unknown;

    public bool Fits(ulong number, ulong sequence)
    {
        var offset = (long)(sequence - number);
        var known = Volatile.Read(ref _offset);
        if (known == Unknown)
            known = Interlocked.CompareExchange(ref _offset, offset, Unknown);
        return known == offset || known == Unknown;
    }
}
