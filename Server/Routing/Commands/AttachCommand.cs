using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// Subscribes a device that came online, if its account is a member now. Its sync reads the heads afterwards, so nothing
/// falls between the two.
/// </summary>
internal sealed class AttachCommand : ConversationCommand
{
    private readonly DeviceLink _link;
    private readonly Countdown _done;

    public AttachCommand(ConversationId conversation, DeviceLink link, Countdown done)
    {
        Conversation = conversation;
        Actor = link.Account;
        _link = link;
        _done = done;
    }

    /// <summary>Bounded by the connections.</summary>
    public override bool MayAlwaysWait => true;

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (!_link.Outbound.IsClosed && state.Allows(Operation.Read, Actor) && !state.IsWithheldFrom(Actor))
        {
            state.Subscribe(_link);
        }

        _done.Signal();
    }

    public override void Refuse(Code code, string message) => _done.Refuse(code, message, count: 1);
}
