namespace FastChat.Client;

/// <summary>How far a message has come, and what stands in its way.</summary>
/// <param name="State">How far.</param>
/// <param name="Code">Why it is refused or waits longer than usual; null when nothing is wrong.</param>
/// <param name="CanRetry">Whether <see cref="Outgoing.RetryAsync"/> may help. Only with <see cref="DeliveryState.Refused"/>.</param>
/// <param name="RetryAt">When it is tried again by itself, or, of a refused one, when that may help (slow mode, a mute); null when there is no such time.</param>
/// <param name="Upload">Bytes of its attachments that are on the server; null when it has none or all are there.</param>
public sealed record Delivery(
    DeliveryState State,
    ErrorCode? Code = null,
    bool CanRetry = false,
    DateTimeOffset? RetryAt = null,
    Transfer? Upload = null)
{
    /// <summary>In the log.</summary>
    public static Delivery Sent { get; } = new(DeliveryState.Sent);

    /// <summary>In the log and on the others' devices.</summary>
    public static Delivery Delivered { get; } = new(DeliveryState.Delivered);

    /// <summary>In the log and read by the others.</summary>
    public static Delivery Read { get; } = new(DeliveryState.Read);
}
