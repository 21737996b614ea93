namespace FastChat.Client;

/// <summary>How far a message has come. One's own messages go through all of these; those of others are <see cref="Sent"/>.</summary>
public enum DeliveryState
{
    /// <summary>Stored on this device; it leaves as soon as the connection is live.</summary>
    Queued,

    /// <summary>Its attachments are on their way.</summary>
    Uploading,

    /// <summary>It left, and the server has not confirmed it yet.</summary>
    Sending,

    /// <summary>The server has it on disk. It has its sequence, for good.</summary>
    Sent,

    /// <summary>It reached a device of every other member (in a direct conversation: of the other).</summary>
    Delivered,

    /// <summary>Every other member has read it.</summary>
    Read,

    /// <summary>It is not in the log. <see cref="Delivery.Code"/> says why and <see cref="Delivery.CanRetry"/> whether a retry may help.</summary>
    Refused,
}
