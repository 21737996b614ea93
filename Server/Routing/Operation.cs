namespace FastChat.Server.Routing;

/// <summary>What a member may want to do in a conversation; the rows of <see cref="Permissions"/>.</summary>
internal enum Operation
{
    Read,
    Send,
    MentionEveryone,
    Pin,
    Vote,
    ClosePoll,
    Signal,
    SetMessageTimer,
    DeleteAnyMessage,
    AddMembers,
    RemoveMember,
    RemoveAdmin,
    SetRole,
    Rename,
    Leave,
    ManageWebhooks,
    Delete,
}
