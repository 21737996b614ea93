using FastChat.Protocol;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing;

/// <summary>
/// The one table of who may do what (invariant A6). Checked where the data is: on the conversation's loop for changes,
/// against the member row for reads.
/// </summary>
internal static class Permissions
{
    /// <summary>Every bit that there is: what the owner has.</summary>
    public const Permission All = OfAdmin | Permission.ChangeRoles;

    /// <summary>What a mute takes away for its time.</summary>
    public const Permission Speaking =
        Permission.Send | Permission.SendMedia | Permission.React | Permission.MentionEveryone | Permission.Pin;

    private const Permission OfDirect = Speaking | Permission.ListMembers;

    private const Permission OfMember =
        Permission.Send | Permission.SendMedia | Permission.React | Permission.MentionEveryone | Permission.ListMembers;

    private const Permission Moderating =
        Permission.Pin | Permission.DeleteMessages | Permission.Mute | Permission.RemoveMembers | Permission.Ban | Permission.ListMembers;

    private const Permission OfAdmin =
        OfMember | Moderating | Permission.AddMembers | Permission.Invite | Permission.ChangeInfo | Permission.ChangeRules;

    /// <summary>What a role has in a kind of conversation where nothing was changed.</summary>
    public static Permission Defaults(ConversationKind kind, Role role) => (kind, role) switch
    {
        (ConversationKind.Direct, Role.Member) => OfDirect,
        (ConversationKind.Group or ConversationKind.Channel, Role.Owner) => All,
        (ConversationKind.Group or ConversationKind.Channel, Role.Admin) => OfAdmin,
        (ConversationKind.Group, Role.Moderator) => OfMember | Moderating,
        (ConversationKind.Group, Role.Member) => OfMember,
        (ConversationKind.Channel, Role.Moderator) => Moderating | Permission.React,
        (ConversationKind.Channel, Role.Member) => Permission.React,
        _ => Permission.None,
    };

    /// <summary>What a role has in a conversation.</summary>
    public static Permission Of(ConversationKind kind, Role role, GroupRecord? group) => (Permission)(group is null
        ? (uint)Defaults(kind, role)
        : role switch
        {
            Role.Member => group.MemberPermissions,
            Role.Moderator => group.ModeratorPermissions,
            Role.Admin => group.AdminPermissions,
            _ => null,
        } ?? (uint)Defaults(kind, role));

    /// <summary>What a member has: that of its role, and what was laid down about the account. A mute is not looked at.</summary>
    public static Permission Of(ConversationKind kind, Role role, GroupRecord? group, GroupAccountRecord? laidDown)
    {
        var ofRole = Of(kind, role, group);
        return laidDown is null || role == Role.Owner
            ? ofRole
            : (ofRole | (Permission)laidDown.Granted) & ~(Permission)laidDown.Denied;
    }

    /// <summary>Whether a member with these permissions may do it.</summary>
    public static bool Allows(Operation operation, ConversationKind kind, Role role, Permission has) => role.IsMember() && operation switch
    {
        Operation.Read => true,
        Operation.Leave => kind != ConversationKind.Direct,
        Operation.SetMessageTimer => kind == ConversationKind.Direct || (has & Permission.ChangeRules) != 0,
        Operation.Delete => kind == ConversationKind.Direct || role == Role.Owner,
        Operation.Transfer or Operation.SetHandle => role == Role.Owner,
        _ => (has & Needed(operation)) != 0,
    };

    /// <summary>The same where nothing was changed.</summary>
    public static bool Allows(Operation operation, ConversationKind kind, Role role) =>
        Allows(operation, kind, role, Defaults(kind, role));

    /// <summary>Whether one may do something to another: never to one's equals.</summary>
    public static bool IsBeneath(Role other, Role role) => other.Rank() < role.Rank();

    private static Permission Needed(Operation operation) => operation switch
    {
        Operation.Send or Operation.Signal => Permission.Send,
        Operation.React => Permission.React,
        Operation.ListMembers => Permission.ListMembers,
        Operation.AddMembers => Permission.AddMembers,
        Operation.Invite => Permission.Invite,
        Operation.Mute => Permission.Mute,
        Operation.RemoveMember => Permission.RemoveMembers,
        Operation.Ban => Permission.Ban,
        Operation.ChangeInfo => Permission.ChangeInfo,
        Operation.ChangeRules => Permission.ChangeRules,
        Operation.ChangeRoles => Permission.ChangeRoles,
        _ => Permission.None,
    };
}
