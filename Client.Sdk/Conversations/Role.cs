namespace FastChat.Client;

/// <summary>What a member is, and so what it may do: see <see cref="GroupPermissions"/>.</summary>
public enum Role
{
    /// <summary>Not a member.</summary>
    None = 0,

    /// <summary>Reads and, in a group, writes.</summary>
    Member = 1,

    /// <summary>Also adds members, invites, changes title, description and rules.</summary>
    Admin = 2,

    /// <summary>Also gives roles and deletes the group. Exactly one in a group.</summary>
    Owner = 3,

    /// <summary>Between member and admin: also pins, deletes messages of others, mutes, removes and bans.</summary>
    Moderator = 4,
}
