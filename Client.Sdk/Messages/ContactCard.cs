using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>Somebody's card.</summary>
/// <param name="Name">What the person is called.</param>
public sealed record ContactCard(string Name)
{
    /// <summary>The person's account here; null: there is none, or it is not told.</summary>
    public AccountId? Account { get; init; }

    /// <summary>Telephone numbers as written.</summary>
    public ImmutableArray<string> Phones { get; init; } = [];

    /// <summary>Mail addresses as written.</summary>
    public ImmutableArray<string> Emails { get; init; } = [];

    /// <summary>Equal by value, the lists one by one.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(ContactCard? other) =>
        other is not null && Name == other.Name && Account == other.Account
        && Sequences.Equal(Phones, other.Phones) && Sequences.Equal(Emails, other.Emails);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Account);
}
