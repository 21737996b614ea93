using FastChat.Protocol;
using Timer = FastChat.Storage.Annotations.Timer;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// Sends a scheduled message that is due: the entry, and the end of its row and timer, in one batch, so that it is sent once whatever
/// happens. If its sender may no longer send it, it is dropped.
/// </summary>
internal sealed class ReleaseScheduledCommand : ConversationRequest<bool>
{
    private readonly Timer _timer;
    private readonly SendCommand? _send;

    /// <param name="timer">What is due.</param>
    /// <param name="send">The message, checked and encoded; null: it is dropped.</param>
    public ReleaseScheduledCommand(in Timer timer, SendCommand? send)
    {
        Conversation = timer.Conversation;
        Actor = timer.Account;
        _timer = timer;
        _send = send;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        turn.Batch.Touch(state.Shard);
        turn.Store.Annotations.Timers.Delete(turn.Batch, in _timer);
        if (state.Exists)
        {
            var scheduled = turn.Store.Annotations.Scheduled.Read(state.Id, Actor, _timer.Number);
            turn.Store.Annotations.Scheduled.Delete(turn.Batch, state.Id, Actor, _timer.Number);
            turn.Touch(state);
            if (scheduled is not null && _send is { } send && SendRule.AcceptScheduled(turn, state, send) == Code.SlowMode)
            {
                // It waits its turn like any other.
                var later = scheduled with { DueMs = turn.NowMs + send.RetryAfterMs };
                turn.Store.Annotations.Scheduled.Put(turn.Batch, state.Id, Actor, _timer.Number, later, state.Key!);
                turn.SetTimer(_timer with { DueMs = later.DueMs });
            }

            state.TurnIsOver = true;
        }

        Complete(turn, true);
    }
}
