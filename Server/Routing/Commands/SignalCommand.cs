using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing.Commands;

/// <summary>An application's own event. Never stored: it skips the commit and goes out at once.</summary>
internal sealed class SignalCommand : ConversationRequest<bool>
{
    private readonly DeviceLink _link;
    private readonly SignalEvent _signal;
    private readonly HashSet<AccountId> _to;

    public SignalCommand(ConversationId conversation, DeviceLink link, SignalEvent signal, IEnumerable<AccountId> to)
    {
        Conversation = conversation;
        Actor = link.Account;
        _link = link;
        _signal = signal;
        _to = [.. to];
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (state.RefusalOf(Operation.Signal, Actor, turn.NowMs) is { } refusal)
        {
            Refuse(refusal.Code, refusal.Message);
        }
        else
        {
            Publisher.Send(state, new ServerFrame { Signal = _signal }, except: _link, _to.Count == 0 ? null : _to);
            Complete(turn, true);
        }
    }
}
