using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>One answer of a poll.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Count">How many chose it.</param>
/// <param name="Voters">Who, in the order of the log; empty in an anonymous poll.</param>
/// <param name="Mine">Whether the signed-in account is among them; false in an anonymous poll, where the device does not know.</param>
public sealed record PollOption(string Text, int Count, ImmutableArray<AccountId> Voters, bool Mine)
{
    /// <summary>Equal by value, the voters one by one.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(PollOption? other) =>
        other is not null && Text == other.Text && Count == other.Count && Mine == other.Mine && Sequences.Equal(Voters, other.Voters);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, Count, Mine);
}
