namespace FastChat.Bench.Load.Pairs;

/// <summary>
/// One sender writes into a pair's conversation, so sequence − send number is one constant: for acks and deliveries alike.
/// Used by one thread.
/// </summary>
internal sealed class SequenceLine
{
    private ulong? _offset;

    public bool Fits(ulong number, ulong sequence)
    {
        _offset ??= sequence - number;
        return sequence - number == _offset;
    }
}
