using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>Changes a member's role; making somebody the owner makes the caller an admin.</summary>
internal sealed class SetRoleCommand(
    ConversationId conversation,
    DeviceLink link,
    ulong messageId,
    AccountId account,
    Role role) : MembershipCommand(conversation, link, messageId)
{
    private readonly AccountId[] _subjects = [account];

    public override IReadOnlyList<AccountId> Subjects => _subjects;

    protected override (Code Code, string Message)? Refusal(LoadedConversation state)
    {
        if (Unless(state, Operation.SetRole) is { } refusal)
        {
            return refusal;
        }

        if (!state.RoleOf(account).IsMember())
        {
            return (Code.AccountNotFound, "This account is no member.");
        }

        return account == Actor && role != Role.Owner
            ? (Code.OwnerMustTransfer, "Make another member the owner instead.")
            : null;
    }

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        if (state.RoleOf(account) == role)
        {
            return false;
        }

        var change = new MembershipChange { RoleChanged = new RoleChanged { Account = account.ToByteString(), Role = role } };
        Write(turn, state, change, new MembershipEffect([], AccountId.None));
        MemberRows.SetRole(turn, state, account, role);
        if (role == Role.Owner)
        {
            MemberRows.SetRole(turn, state, Actor, Role.Admin);
        }

        return true;
    }
}
