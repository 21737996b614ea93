using FastChat.Bench.Load.Wire;

namespace FastChat.Bench.Load.Pairs;

/// <summary>The receiving half of a pair: checks every message. Used by its loop's thread.</summary>
internal abstract class PairReceiver(LeanConnection connection, Payload payload, PairFigures figures, ulong lastNumber) : IFrameSink
{
    public LeanConnection Connection => connection;

    public DeliveryCheck Check { get; } = new(lastNumber);

    /// <summary>How often the target told that this side lags.</summary>
    public long Lagged { get; protected set; }

    public abstract void Received(ReadOnlySpan<byte> frame);

    /// <summary>Queues what tells the target that this side is alive; nothing where it does not ask for that.</summary>
    public abstract void KeepAlive();

    protected void CountFrame()
    {
        if (figures.Measuring)
            figures.BlockFrames++;
    }

    /// <param name="content">The message's payload.</param>
    /// <param name="number">Which message it must be.</param>
    /// <param name="fits">Whether what surrounds the payload fits that number.</param>
    /// <param name="now">When it was read.</param>
    /// <param name="live">False: it came from the log, late; how late says nothing.</param>
    protected void Arrived(ReadOnlySpan<byte> content, ulong number, bool fits, long now, bool live = true)
    {
        var intact = payload.TryRead(content, number, out var ticks) && fits;
        Check.Arrived(number, intact);
        if (!figures.Measuring)
            return;
        figures.Delivered++;
        if (intact && live)
            PairFigures.Record(figures.Delivery, now - ticks);
    }
}
