namespace FastChat.Server.Delivery;

/// <summary>The one who drains an <see cref="OutboundQueue"/>.</summary>
internal interface IOutboundConsumer
{
    /// <summary>
    /// The queue has something to drain and nobody is on it. Called on the producer's thread, so it never waits: it drains at
    /// once as far as that goes, or schedules. The consumer calls <see cref="OutboundQueue.Take"/> until that returns 0; not
    /// called again before.
    /// </summary>
    /// <param name="isOneOfMany">The producer has many more to tell: only schedule.</param>
    void OnOutbound(bool isOneOfMany);
}
