namespace FastChat.Server.Delivery;

/// <summary>A frame in an outbound queue, and whether it counts as an event.</summary>
internal readonly record struct OutboundItem(SharedFrame Frame, bool IsEvent);
