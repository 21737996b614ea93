using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// Makes a member the owner, in its own name: the server's doing, where the owner is gone or an administrator says so. The owner before
/// becomes an admin.
/// </summary>
/// <param name="conversation">Which.</param>
/// <param name="link">Of the new owner.</param>
/// <param name="messageId">Of the entry that says so.</param>
/// <param name="before">The owner now; none: there is none.</param>
internal sealed class AppointOwnerCommand(ConversationId conversation, DeviceLink link, ulong messageId, AccountId before)
    : MembershipCommand(conversation, link, messageId)
{
    private readonly AccountId[] _subjects = before.IsNone() ? [] : [before];

    public override IReadOnlyList<AccountId> Subjects => _subjects;

    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state) =>
        If(state.Record!.Kind == ConversationKind.Direct, Code.Forbidden, "A direct conversation has no owner.")
        ?? If(!before.IsNone() && state.RoleOf(before) != Role.Owner, Code.Busy, "The members change too fast.");

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        if (state.RoleOf(Actor) == Role.Owner)
        {
            return false;
        }

        Write(turn, state, new MembershipChange { RoleChanged = new RoleChanged { Account = Actor.ToByteString(), Role = Role.Owner } });
        MemberRows.SetRole(turn, state, Actor, Role.Owner);
        if (!before.IsNone())
        {
            MemberRows.SetRole(turn, state, before, Role.Admin);
        }

        return true;
    }
}
