using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing.Commands;

/// <summary>Changes what a role, or one member, may do: of a lower rank, and nothing that the caller may not do itself.</summary>
/// <param name="conversation">Where.</param>
/// <param name="link">Of whom.</param>
/// <param name="messageId">Of the entry that says so.</param>
/// <param name="change">Of which role or member; its form was checked.</param>
/// <param name="account">The member; none: a role.</param>
/// <param name="webhookMakers">Who made the conversation's webhooks, if a role is changed: these end with the permission.</param>
internal sealed class SetPermissionsCommand(
    ConversationId conversation,
    DeviceLink link,
    ulong messageId,
    PermissionsChanged change,
    AccountId account,
    IReadOnlyList<AccountId> webhookMakers) : MembershipCommand(conversation, link, messageId)
{
    private readonly AccountId[] _subjects = account.IsNone() ? [.. webhookMakers] : [account];

    public override IReadOnlyList<AccountId> Subjects => _subjects;

    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state)
    {
        if (Unless(state, Operation.ChangeRoles) is { } refusal)
        {
            return refusal;
        }

        if (!account.IsNone() && !state.RoleOf(account).IsMember())
        {
            return (Code.AccountNotFound, "This account is no member.");
        }

        var role = account.IsNone() ? change.Role : state.RoleOf(account);
        if (!Permissions.IsBeneath(role, state.RoleOf(Actor)))
        {
            return (Code.Forbidden, "This member or role does not rank below you.");
        }

        // Nobody gives, or takes away, what they have not themselves.
        var changed = account.IsNone()
            ? change.Permissions ^ (uint)Permissions.Of(state.Record!.Kind, role, state.Group)
            : (change.Granted ^ Before(state).Granted) | (change.Denied ^ Before(state).Denied);
        return (changed & ~(uint)state.PermissionsOf(Actor)) == 0
            ? null
            : (Code.Forbidden, "You do not have these permissions yourself.");
    }

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        if (account.IsNone())
        {
            var group = state.Group ?? GroupRecord.None;
            var after = change.Role switch
            {
                Role.Member => group with { MemberPermissions = change.Permissions },
                Role.Moderator => group with { ModeratorPermissions = change.Permissions },
                _ => group with { AdminPermissions = change.Permissions },
            };
            if (after == group)
            {
                return false;
            }

            MemberRows.PutGroup(turn, state, after);
            foreach (var maker in webhookMakers)
            {
                WebhookRows.EndUnlessAllowed(turn, state, maker);
            }
        }
        else
        {
            var before = Before(state);
            var after = before with { Granted = change.Granted, Denied = change.Denied };
            if (after == before)
            {
                return false;
            }

            MemberRows.LayDown(turn, state, account, after);
            WebhookRows.EndUnlessAllowed(turn, state, account);
        }

        Write(turn, state, new MembershipChange { PermissionsChanged = change }, new MembershipEffect([], AccountId.None, account));
        return true;
    }

    private GroupAccountRecord Before(LoadedConversation state) => state.Members[account].LaidDown ?? GroupAccountRecord.None;
}
