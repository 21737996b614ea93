using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>Leaves a group. Its owner transfers it first, unless nobody else is there.</summary>
/// <param name="conversation">Which.</param>
/// <param name="link">Who.</param>
/// <param name="messageId">Of the entry that says so.</param>
/// <param name="leavesUnowned">An owner goes that nobody can follow: of a channel that only readers are left of.</param>
internal sealed class LeaveCommand(ConversationId conversation, DeviceLink link, ulong messageId, bool leavesUnowned)
    : MembershipCommand(conversation, link, messageId)
{
    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state) =>
        Unless(state, Operation.Leave)
        ?? (!leavesUnowned && state.RoleOf(Actor) == Role.Owner && state.Record!.MemberCount > 1
            ? (Code.OwnerMustTransfer, "Make another member the owner first.")
            : null);

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        var change = new MembershipChange { LeftAccount = Actor.ToByteString() };
        var sequence = Write(turn, state, change, new MembershipEffect([], Actor), memberCountChange: -1);
        MemberRows.Remove(turn, state, Actor, sequence);
        return true;
    }
}
