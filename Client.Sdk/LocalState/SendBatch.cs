using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>What may leave now, numbered and persisted; or why nothing may.</summary>
/// <param name="Step">What is to be done.</param>
internal sealed record SendBatch(SendStep Step)
{
    public static SendBatch Idle { get; } = new(SendStep.Idle);

    /// <summary>The number of the first entry.</summary>
    public long FirstNumber { get; init; }

    public IReadOnlyList<Wire.OutgoingEntry> Entries { get; init; } = [];

    /// <summary>For <see cref="SendStep.Wait"/>.</summary>
    public DateTimeOffset RetryAt { get; init; }
}
