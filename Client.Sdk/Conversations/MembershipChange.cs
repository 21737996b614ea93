using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>What an entry of kind <see cref="EntryKind.Membership"/> says. Its sender made the change.</summary>
[SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "The cases of a closed choice.")]
public abstract record MembershipChange
{
    private MembershipChange()
    {
    }

    /// <summary>The conversation began.</summary>
    /// <param name="Title">Its title; empty in a direct conversation.</param>
    /// <param name="Members">Its first members, the creator first; of a large group only some are named.</param>
    /// <param name="MemberCount">How many it began with.</param>
    public sealed record Created(string Title, ImmutableArray<AccountId> Members, int MemberCount) : MembershipChange
    {
        /// <summary>Equal by value, the members one by one.</summary>
        /// <param name="other">What to compare with.</param>
        public bool Equals(Created? other) =>
            other is not null && Title == other.Title && MemberCount == other.MemberCount
            && Sequences.Equal(Members, other.Members);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Title, MemberCount);
    }

    /// <summary>Accounts joined.</summary>
    /// <param name="Accounts">Who.</param>
    public sealed record Added(ImmutableArray<AccountId> Accounts) : MembershipChange
    {
        /// <summary>Equal by value, the accounts one by one.</summary>
        /// <param name="other">What to compare with.</param>
        public bool Equals(Added? other) => other is not null && Sequences.Equal(Accounts, other.Accounts);

        /// <inheritdoc/>
        public override int GetHashCode() => Accounts.IsDefaultOrEmpty ? 0 : HashCode.Combine(Accounts.Length, Accounts[0]);
    }

    /// <summary>An account was removed.</summary>
    /// <param name="Account">Which.</param>
    public sealed record Removed(AccountId Account) : MembershipChange;

    /// <summary>An account left.</summary>
    /// <param name="Account">Which.</param>
    public sealed record Left(AccountId Account) : MembershipChange;

    /// <summary>A member got another role.</summary>
    /// <param name="Account">Who.</param>
    /// <param name="Role">The new role.</param>
    public sealed record RoleChanged(AccountId Account, Role Role) : MembershipChange;

    /// <summary>The conversation got another title.</summary>
    /// <param name="Title">The new title.</param>
    public sealed record Renamed(string Title) : MembershipChange;

    /// <summary>Messages that follow expire after a time.</summary>
    /// <param name="After">After how long; zero: they do not expire.</param>
    public sealed record MessageTimerChanged(TimeSpan After) : MembershipChange;

    /// <summary>A change that this version does not know.</summary>
    public sealed record Other : MembershipChange;
}
