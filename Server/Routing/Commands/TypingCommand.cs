using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>Tells the others that somebody types. Never stored: it skips the commit and goes out at once.</summary>
internal sealed class TypingCommand : ConversationCommand
{
    private readonly DeviceLink _link;
    private readonly bool _active;

    public TypingCommand(ConversationId conversation, DeviceLink link, bool active)
    {
        Conversation = conversation;
        Actor = link.Account;
        _link = link;
        _active = active;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (state.RefusalOf(Operation.Send, Actor, turn.NowMs) is not null)
        {
            return;
        }

        var typing = new TypingEvent
        {
            ConversationId = state.Id.ToByteString(),
            Account = Actor.ToByteString(),
            Active = _active,
        };
        Publisher.Send(state, new ServerFrame { Typing = typing }, except: _link);
    }

    public override void Refuse(Code code, string message)
    {
        // An event that nobody waits for.
    }
}
