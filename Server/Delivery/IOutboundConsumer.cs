namespace FastChat.Server.Delivery;

/// <summary>The one who drains an <see cref="OutboundQueue"/>.</summary>
internal interface IOutboundConsumer
{
    /// <summary>
    /// The queue has something to drain and nobody is on it. Called on the producer's thread, so it only schedules. The
    /// consumer then calls <see cref="OutboundQueue.Take"/> until that returns 0; not called again before.
    /// </summary>
    void OnOutbound();
}
