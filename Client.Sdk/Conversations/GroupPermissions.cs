namespace FastChat.Client;

/// <summary>
/// What a member of a group or channel may do. Each role has those of its kind of conversation unless they were changed; the owner has
/// all. Reading, leaving and deleting one's own messages need none; deleting the conversation, handing it over and its handle are the
/// owner's alone.
/// </summary>
[Flags]
public enum GroupPermissions
{
    /// <summary>To read only.</summary>
    None = 0,

    /// <summary>Messages, edits, typing, signals.</summary>
    Send = 1,

    /// <summary>Messages with attachments.</summary>
    SendMedia = 2,

    /// <summary>Reactions and votes.</summary>
    React = 4,

    /// <summary>To mention everyone.</summary>
    MentionEveryone = 8,

    /// <summary>To pin messages.</summary>
    Pin = 16,

    /// <summary>To list the members.</summary>
    ListMembers = 32,

    /// <summary>To add accounts, and to decide on requests to join.</summary>
    AddMembers = 64,

    /// <summary>To make, list and revoke links.</summary>
    Invite = 128,

    /// <summary>To delete messages of others and close their polls.</summary>
    DeleteMessages = 256,

    /// <summary>To mute members of a lower rank.</summary>
    Mute = 512,

    /// <summary>To remove members of a lower rank.</summary>
    RemoveMembers = 1024,

    /// <summary>To ban accounts of a lower rank.</summary>
    Ban = 2048,

    /// <summary>Title, description, picture.</summary>
    ChangeInfo = 4096,

    /// <summary>Slow mode, the time after which messages expire, what newcomers see.</summary>
    ChangeRules = 8192,

    /// <summary>Roles and permissions of those of a lower rank, up to one's own.</summary>
    ChangeRoles = 16384,
}
