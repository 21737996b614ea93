using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing.Commands;

/// <summary>Moves a member's cursor in a thread, forward only. The caller has read the reply's ordinal from the log.</summary>
internal sealed class MoveThreadCursorCommand : ConversationRequest<bool>
{
    private readonly Storage.Annotations.ThreadCursor _to;
    private LoadedConversation? _moved;

    public MoveThreadCursorCommand(ConversationId conversation, AccountId account, Storage.Annotations.ThreadCursor to)
    {
        Conversation = conversation;
        Actor = account;
        _to = to;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (!state.Allows(Operation.Read, Actor))
        {
            Refuse(Code.NotFound, "No such conversation, or you are no member.");
            return;
        }

        _moved = state.Side.MoveThreadCursor(turn, Actor, _to) ? state : null;
        Complete(turn, _moved is not null);
    }

    public override void Committed(ShardLoop loop)
    {
        if (_moved is { } state)
        {
            var receipt = new ReceiptEvent
            {
                ConversationId = state.Id.ToByteString(),
                Account = Actor.ToByteString(),
                ReadSequence = _to.Sequence,
                ReadOrdinal = _to.Ordinal,
                ThreadRoot = _to.Root,
            };
            Publisher.SendToDevices(state, new ServerFrame { Receipt = receipt }, Actor);
        }

        base.Committed(loop);
    }
}
