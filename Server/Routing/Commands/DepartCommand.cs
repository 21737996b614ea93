using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// Takes a deleted account out of a conversation, a direct one too, with all rows that the conversation keeps about it. An owner has been
/// followed by another before, but of a channel that only readers are left of.
/// </summary>
internal sealed class DepartCommand(
    ConversationId conversation, DeviceLink link, ulong messageId, IReadOnlyList<ulong> polls, bool leavesUnowned)
    : MembershipCommand(conversation, link, messageId)
{
    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state) =>
        !leavesUnowned && state.RoleOf(Actor) == Role.Owner && state.Record!.MemberCount > 1
            ? (Code.OwnerMustTransfer, "Somebody else must be the owner first.")
            : null;

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        var change = new MembershipChange { LeftAccount = Actor.ToByteString() };
        var sequence = Write(turn, state, change, new MembershipEffect([], Actor), memberCountChange: -1);
        MemberRows.Remove(turn, state, Actor, sequence);
        AccountTraces.Remove(turn, state, Actor, polls);
        return true;
    }
}
