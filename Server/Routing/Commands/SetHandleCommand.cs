using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// Gives a channel a handle that was reserved for it, or none. What the conversation says here decides: the handle's own row only leads to it.
/// </summary>
/// <param name="conversation">Which.</param>
/// <param name="link">The owner's.</param>
/// <param name="messageId">Of the entry that says so.</param>
/// <param name="handle">Normalized; empty: none.</param>
/// <param name="reservedUntilMs">Later than that, somebody else may have it.</param>
internal sealed class SetHandleCommand(
    ConversationId conversation, DeviceLink link, ulong messageId, string handle, long reservedUntilMs)
    : MembershipCommand(conversation, link, messageId)
{
    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state) =>
        Unless(state, Operation.SetHandle)
        ?? If(state.Record!.Kind != ConversationKind.Channel, Code.Forbidden, "Only channels have handles.")
        ?? If(turn.NowMs > reservedUntilMs, Code.Busy, "It took too long; try again.");

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        var group = state.Group ?? GroupRecord.None;
        if (group.Handle == handle)
        {
            return false;
        }

        MemberRows.PutGroup(turn, state, group with { Handle = handle });
        Write(turn, state, new MembershipChange { SettingsChanged = new SettingsChanged { Handle = handle } });
        return true;
    }
}
