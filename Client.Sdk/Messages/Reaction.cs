using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>One emoji on a message, with those who put it there.</summary>
/// <param name="Emoji">The emoji, at most 32 bytes of UTF-8.</param>
/// <param name="Accounts">Who reacted, in the order of the log; one's own unsent reaction last.</param>
/// <param name="Mine">Whether the signed-in account is among them.</param>
public sealed record Reaction(string Emoji, ImmutableArray<AccountId> Accounts, bool Mine)
{
    /// <summary>How many reacted with it.</summary>
    public int Count => Accounts.IsDefault ? 0 : Accounts.Length;

    /// <summary>Equal by value, the accounts one by one.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(Reaction? other) =>
        other is not null && Emoji == other.Emoji && Mine == other.Mine && Sequences.Equal(Accounts, other.Accounts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Emoji, Mine, Count);
}
