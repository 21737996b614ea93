using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>Changes the role of a member of a lower rank, to a lower one than one's own; making somebody the owner makes the caller an admin.</summary>
/// <param name="conversation">Where.</param>
/// <param name="link">Of whom.</param>
/// <param name="messageId">Of the entry that says so.</param>
/// <param name="account">Whose role.</param>
/// <param name="role">The new one.</param>
/// <param name="mayOwn">Whether this account may be made the owner.</param>
internal sealed class SetRoleCommand(
    ConversationId conversation,
    DeviceLink link,
    ulong messageId,
    AccountId account,
    Role role,
    bool mayOwn) : MembershipCommand(conversation, link, messageId)
{
    private readonly AccountId[] _subjects = [account];

    public override IReadOnlyList<AccountId> Subjects => _subjects;

    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state)
    {
        if (Unless(state, role == Role.Owner ? Operation.Transfer : Operation.ChangeRoles) is { } refusal)
        {
            return refusal;
        }

        if (!state.RoleOf(account).IsMember())
        {
            return (Code.AccountNotFound, "This account is no member.");
        }

        if (account == Actor && state.RoleOf(Actor) == Role.Owner)
        {
            return role == Role.Owner ? null : (Code.OwnerMustTransfer, "Make another member the owner instead.");
        }

        if (!Permissions.IsBeneath(state.RoleOf(account), state.RoleOf(Actor))
            || (role != Role.Owner && !Permissions.IsBeneath(role, state.RoleOf(Actor))))
        {
            return (Code.Forbidden, "This member or role does not rank below you.");
        }

        // Nobody gives what they have not themselves. What is denied to the member counts too: it may be allowed again.
        var kind = state.Record!.Kind;
        var given = Permissions.Of(kind, role, state.Group) & ~Permissions.Of(kind, state.RoleOf(account), state.Group);
        return (given & ~state.PermissionsOf(Actor)) != 0
            ? (Code.Forbidden, "You do not have all permissions of this role yourself.")
            : If(role == Role.Owner && !mayOwn, Code.CannotOwn, "Guests and bots do not become owners.");
    }

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        if (state.RoleOf(account) == role)
        {
            return false;
        }

        var change = new MembershipChange { RoleChanged = new RoleChanged { Account = account.ToByteString(), Role = role } };
        Write(turn, state, change);
        MemberRows.SetRole(turn, state, account, role);
        if (role == Role.Owner)
        {
            MemberRows.SetRole(turn, state, Actor, Role.Admin);
        }

        return true;
    }
}
