namespace FastChat.Client;

/// <summary>A member of a conversation.</summary>
/// <param name="Account">Who.</param>
/// <param name="Role">What they may do.</param>
/// <param name="JoinedSequence">The entry with which they joined.</param>
/// <param name="ReadSequence">How far they have read.</param>
/// <param name="DeliveredSequence">How far entries have reached one of their devices.</param>
public sealed record Member(Account Account, Role Role, long JoinedSequence, long ReadSequence, long DeliveredSequence)
{
    /// <summary>What they may do in a group or channel, unless they are muted.</summary>
    public GroupPermissions Permissions { get; init; }

    /// <summary>Until when they are muted; null: they are not.</summary>
    public DateTimeOffset? MutedUntil { get; init; }
}
