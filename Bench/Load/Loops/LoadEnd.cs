using FastChat.Bench.Load.Wire;

namespace FastChat.Bench.Load.Loops;

/// <summary>One connection of the generator and what it does. Everything here is called by its loop's thread.</summary>
internal abstract class LoadEnd(LeanConnection connection) : IFrameSink, IDisposable
{
    public LeanConnection Connection => connection;

    /// <summary>Its place in the loop; the loop's own.</summary>
    public int Index { get; set; }

    /// <summary>Whether the loop waits for room in the socket; the loop's own.</summary>
    public bool WatchesWrites { get; set; }

    /// <summary>Served too whenever something arrives here: what it waits for may have come.</summary>
    public LoadEnd? Wakes { get; init; }

    /// <summary>Sends at times that were fixed beforehand (see <see cref="Pace"/>); null: whenever there is room.</summary>
    public virtual Pace? Pace => null;

    /// <summary>While draining: nothing that belongs to the run is under way any more. Also read by other loops.</summary>
    public virtual bool IsSettled => true;

    /// <summary>For the progress line.</summary>
    public virtual long DeliveredSoFar => 0;

    public abstract void Received(ReadOnlySpan<byte> frame);

    /// <summary>Queues what is due now: after something arrived, and every 20 ms.</summary>
    public virtual void Pump(long nowTicks, LoadPhase phase)
    {
    }

    /// <summary>Queues what keeps the connection open: every 10 s.</summary>
    public abstract void KeepAlive();

    public virtual void Dispose() => connection.Dispose();
}
