using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>Lets the messages that follow expire after a time, or no more.</summary>
internal sealed class SetMessageTimerCommand(ConversationId conversation, DeviceLink link, ulong messageId, uint seconds)
    : MembershipCommand(conversation, link, messageId)
{
    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state) => Unless(state, Operation.SetMessageTimer);

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        // Of a blocked account it is answered like every other, and what the other side writes later does not expire by it.
        if (state.MessageTimerSeconds == seconds || state.IsBlocked(Actor))
        {
            return false;
        }

        state.MessageTimerSeconds = seconds;
        turn.Store.Annotations.MessageTimers.Put(turn.Batch, state.Id, seconds, state.Key!);
        Write(turn, state, new MembershipChange { MessageTimerSeconds = seconds });
        return true;
    }
}
