using System.Collections.Immutable;

namespace FastChat.Client;

/// <summary>A poll as it stands. All devices that have the same log see the same.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Options">The answers, each with its votes.</param>
public sealed record Poll(string Question, ImmutableArray<PollOption> Options)
{
    /// <summary>Whether several options may be chosen.</summary>
    public bool Multiple { get; init; }

    /// <summary>Whether nobody but the server knows who chose what.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Whether its sender or an admin closed it. One with a time also takes no votes after <see cref="ClosesAt"/>.</summary>
    public bool Closed { get; init; }

    /// <summary>When it takes no more votes; null: once it is closed.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    /// <summary>How many accounts have voted.</summary>
    public int VoterCount { get; init; }

    /// <summary>Equal by value, the options one by one.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(Poll? other) =>
        other is not null && Question == other.Question && Multiple == other.Multiple && Anonymous == other.Anonymous
        && Closed == other.Closed && ClosesAt == other.ClosesAt && VoterCount == other.VoterCount
        && Sequences.Equal(Options, other.Options);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Question, VoterCount, Closed);
}
