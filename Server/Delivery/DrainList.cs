namespace FastChat.Server.Delivery;

/// <summary>
/// The queues that a producer has put something into, to be drained when it is done with all: so several frames for one
/// connection leave together. Reused; one thread.
/// </summary>
internal sealed class DrainList
{
    /// <summary>So many connections are written to by the producer itself, some 5 µs each; a larger fan-out is left to their
    /// own threads.</summary>
    internal const int AtOnceMax = 16;

    private readonly List<IOutboundConsumer> _consumers = [];

    internal void Add(IOutboundConsumer consumer) => _consumers.Add(consumer);

    internal void Drain()
    {
        var isOneOfMany = _consumers.Count > AtOnceMax;
        foreach (var consumer in _consumers)
            consumer.OnOutbound(isOneOfMany);
        _consumers.Clear();
    }
}
