using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>Turns typing and receipts of a large conversation on or off for one device.</summary>
internal sealed class WatchCommand : ConversationRequest<bool>
{
    private readonly DeviceLink _link;
    private readonly bool _active;

    public WatchCommand(ConversationId conversation, DeviceLink link, bool active)
    {
        Conversation = conversation;
        Actor = link.Account;
        _link = link;
        _active = active;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (!state.Allows(Operation.Read, Actor))
        {
            Refuse(FastChat.Protocol.Code.NotFound, "No such conversation, or you are no member.");
            return;
        }

        state.Subscribers.SetWatching(_link, _active);
        Complete(turn, true);
    }
}
