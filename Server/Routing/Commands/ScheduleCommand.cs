using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;
using Timer = FastChat.Storage.Annotations.Timer;

namespace FastChat.Server.Routing.Commands;

/// <summary>Keeps a message for later, or forgets it: the row and its timer in one batch.</summary>
internal sealed class ScheduleCommand : ConversationRequest<bool>
{
    private readonly ulong _messageId;
    private readonly ScheduledRecord? _scheduled;

    /// <param name="conversation">Where.</param>
    /// <param name="account">Whose.</param>
    /// <param name="messageId">Which message.</param>
    /// <param name="scheduled">Null: it is not to be sent any more.</param>
    public ScheduleCommand(ConversationId conversation, AccountId account, ulong messageId, ScheduledRecord? scheduled)
    {
        Conversation = conversation;
        Actor = account;
        _messageId = messageId;
        _scheduled = scheduled;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        // To take a message back one needs no permission.
        if (state.RefusalOf(_scheduled is null ? Operation.Read : Operation.Send, Actor, turn.NowMs) is { } refusal)
        {
            Refuse(refusal.Code, refusal.Message);
            return;
        }

        var table = turn.Store.Annotations.Scheduled;
        var before = table.Read(state.Id, Actor, _messageId);
        if (_scheduled is not null && before is null && table.ReadAll(state.Id, Actor).Count >= ProtocolLimits.ScheduledMax)
        {
            Refuse(Code.LimitReached, $"At most {ProtocolLimits.ScheduledMax} messages are scheduled here.");
            return;
        }

        turn.Batch.Touch(state.Shard);
        if (before is not null)
        {
            turn.Store.Annotations.Timers.Delete(turn.Batch, TimerOf(before.DueMs));
            table.Delete(turn.Batch, state.Id, Actor, _messageId);
        }

        if (_scheduled is { } scheduled)
        {
            table.Put(turn.Batch, state.Id, Actor, _messageId, scheduled, state.Key!);
            turn.SetTimer(TimerOf(scheduled.DueMs));
        }

        turn.Touch(state);
        state.TurnIsOver = true;
        Complete(turn, true);
    }

    private Timer TimerOf(long dueMs) => new(dueMs, Conversation, TimerKind.Send, Actor, _messageId);
}
