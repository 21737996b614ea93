namespace FastChat.Client;

/// <summary>What a member may do.</summary>
public enum Role
{
    /// <summary>Not a member.</summary>
    None = 0,

    /// <summary>Reads and writes.</summary>
    Member = 1,

    /// <summary>Also adds and removes members, renames the group and deletes messages of others.</summary>
    Admin = 2,

    /// <summary>Also gives roles and deletes the group. Exactly one in a group.</summary>
    Owner = 3,
}
