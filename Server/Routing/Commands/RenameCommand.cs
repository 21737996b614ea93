using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>Gives a group another title.</summary>
internal sealed class RenameCommand(ConversationId conversation, DeviceLink link, ulong messageId, string title)
    : MembershipCommand(conversation, link, messageId)
{
    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state) => Unless(state, Operation.ChangeInfo);

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        if (state.Record!.Title == title)
        {
            return false;
        }

        var change = new MembershipChange { Renamed = title };
        Write(turn, state, change, title: title);
        return true;
    }
}
