namespace FastChat.Server.Routing;

/// <summary>Bytes of one connection's sends that are with the shards. Raised by its read loop, lowered by the loops.</summary>
internal sealed class SendBytes
{
    private int _inFlight;

    /// <summary>No more is taken from this connection until the shards have decided about some of it (A5): a send leaves its lane then, before its commit.</summary>
    public bool IsFull => Volatile.Read(ref _inFlight) > RoutingLimits.SendBytesInFlightMax;

    public void Add(int byteCount) => Interlocked.Add(ref _inFlight, byteCount);
}
