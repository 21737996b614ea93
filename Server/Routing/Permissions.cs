using FastChat.Protocol;

namespace FastChat.Server.Routing;

/// <summary>
/// The one table of who may do what (invariant A6). Checked where the data is: on the conversation's loop for changes,
/// against the member row for reads.
/// </summary>
internal static class Permissions
{
    public static bool Allows(Operation operation, ConversationKind kind, Role role) => kind switch
    {
        ConversationKind.Direct =>
            role >= Role.Member && operation is (Operation.Read or Operation.Send or Operation.MentionEveryone or Operation.Pin
                or Operation.Vote or Operation.Signal or Operation.SetMessageTimer or Operation.Delete),
        ConversationKind.Group => role >= LowestRole(operation),
        _ => false,
    };

    /// <summary>What removing a member of this role needs.</summary>
    public static Operation Removing(Role role) => role == Role.Member ? Operation.RemoveMember : Operation.RemoveAdmin;

    private static Role LowestRole(Operation operation) => operation switch
    {
        Operation.Read or Operation.Send or Operation.MentionEveryone or Operation.Vote or Operation.Signal
            or Operation.Leave => Role.Member,
        Operation.DeleteAnyMessage or Operation.Pin or Operation.ClosePoll or Operation.SetMessageTimer or Operation.AddMembers or Operation.RemoveMember or Operation.Rename or Operation.ManageWebhooks => Role.Admin,
        _ => Role.Owner,
    };
}
