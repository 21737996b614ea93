using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Routing.Commands;

/// <summary>Moves a member's read and delivered cursors, forward only. The caller has read the ordinal from the log.</summary>
internal sealed class MoveCursorCommand : ConversationRequest<CursorRecord>
{
    private readonly CursorRecord _to;

    private readonly ReceiptAudience _audience;

    public MoveCursorCommand(ConversationId conversation, DeviceLink link, CursorRecord to)
    {
        Conversation = conversation;
        Actor = link.Account;
        _audience = link.Receipts;
        _to = to;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (!state.Allows(Operation.Read, Actor))
        {
            Refuse(Code.NotFound, "No such conversation, or you are no member.");
            return;
        }

        var member = state.Members[Actor];
        var now = member.Cursor;
        var read = Math.Min(_to.ReadSequence, state.Head.Sequence) > now.ReadSequence;
        var moved = new CursorRecord(
            read ? _to.ReadSequence : now.ReadSequence,
            read ? _to.ReadOrdinal : now.ReadOrdinal,
            Math.Max(now.DeliveredSequence, Math.Min(Math.Max(_to.DeliveredSequence, _to.ReadSequence), state.Head.Sequence)));
        if (moved != now)
        {
            turn.MoveCursor(state, Actor, member, moved);
            if (!state.IsWithheldFrom(Actor))
            {
                Announce(state, moved);
            }
        }

        Complete(turn, moved);
    }

    private void Announce(LoadedConversation state, CursorRecord moved)
    {
        var receipts = state.Receipts ??= [];
        if (receipts.Count < RoutingLimits.ReceiptsWaitingMax || receipts.ContainsKey(Actor))
        {
            receipts[Actor] = new PendingReceipt(moved, _audience);
        }
    }
}
