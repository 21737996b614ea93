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
    public sealed record Removed(AccountId Account) : MembershipChange
    {
        /// <summary>Banned too.</summary>
        public bool Banned { get; init; }

        /// <summary>Until when it is banned; null: for good, or not at all.</summary>
        public DateTimeOffset? BannedUntil { get; init; }
    }

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

    /// <summary>Settings changed: those that are not null.</summary>
    public sealed record SettingsChanged : MembershipChange
    {
        /// <summary>The new description.</summary>
        public string? Description { get; init; }

        /// <summary>Whether there is another picture, or none any more.</summary>
        public bool AvatarChanged { get; init; }

        /// <summary>The new pause between two messages of a member; zero: none.</summary>
        public TimeSpan? SlowMode { get; init; }

        /// <summary>What newcomers see from now on.</summary>
        public HistoryVisibility? History { get; init; }

        /// <summary>How many entries, with <see cref="HistoryVisibility.Last"/>.</summary>
        public int HistoryEntries { get; init; }

        /// <summary>The new handle; empty: none any more.</summary>
        public string? Handle { get; init; }
    }

    /// <summary>What a role may do changed.</summary>
    /// <param name="Role">Which.</param>
    /// <param name="Permissions">What it may do from now on.</param>
    public sealed record RolePermissionsChanged(Role Role, GroupPermissions Permissions) : MembershipChange;

    /// <summary>What one member may do beside or less than its role changed.</summary>
    /// <param name="Account">Who.</param>
    /// <param name="Granted">What it has beside.</param>
    /// <param name="Denied">What it has not.</param>
    public sealed record MemberPermissionsChanged(AccountId Account, GroupPermissions Granted, GroupPermissions Denied) : MembershipChange;

    /// <summary>A member was muted, or may speak again.</summary>
    /// <param name="Account">Who.</param>
    /// <param name="Until">Until when; null: no longer.</param>
    public sealed record Muted(AccountId Account, DateTimeOffset? Until) : MembershipChange;

    /// <summary>A change that this version does not know.</summary>
    public sealed record Other : MembershipChange;
}
