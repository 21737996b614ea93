using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// One side of a direct conversation has blocked the other, or no longer: its view ends here, or goes on from here. The log, and what
/// the other side sees, stay as they are. Nothing happens if there is no such conversation, or it is so already.
/// </summary>
internal sealed class WithholdCommand : ConversationRequest<bool>
{
    private readonly bool _blocks;
    private LoadedConversation? _changed;

    public WithholdCommand(ConversationId conversation, AccountId account, bool blocks)
    {
        Conversation = conversation;
        Actor = account;
        _blocks = blocks;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (state.Record is { Kind: ConversationKind.Direct } && state.RoleOf(Actor).IsMember() && state.IsWithheldFrom(Actor) != _blocks)
        {
            var head = state.Head;
            var before = turn.Store.Annotations.Withheld.Read(state.Id, Actor) ?? WithheldRecord.None;
            var after = _blocks
                ? before.Blocked(head.Sequence, head.Ordinal, head.LastTimeMs)
                : before.Unblocked(head.Sequence, head.Ordinal);
            turn.Store.Annotations.Withheld.Put(turn.Batch, state.Id, Actor, after, state.Key!);
            turn.Batch.Touch(state.Shard);
            state.Withhold(Actor, _blocks);
            turn.Touch(state);

            // A block begins without a trace for the other's sync; when it ends, the account's own devices have something to fetch.
            state.HeadIsDirty |= !_blocks;
            state.TurnIsOver = true;
            _changed = state;
        }

        Complete(turn, _changed is not null);
    }

    public override void Committed(ShardLoop loop)
    {
        if (_changed is { } state)
        {
            if (_blocks)
                state.Subscribers.RemoveAccount(Actor);
            else
                loop.Publisher.Return(state, Actor);
        }

        base.Committed(loop);
    }
}
