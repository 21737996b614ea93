namespace FastChat.Server.Routing;

/// <summary>What a member may want to do in a conversation; the rows of <see cref="Permissions"/>.</summary>
internal enum Operation
{
    Read,
    Send,
    React,
    Signal,
    SetMessageTimer,
    ListMembers,
    AddMembers,
    Invite,
    Mute,
    RemoveMember,
    Ban,
    ChangeInfo,
    ChangeRules,
    ChangeRoles,
    Leave,

    /// <summary>This and what follows is the owner's alone.</summary>
    Transfer,
    SetHandle,
    Delete,
}
