using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing.Commands;

/// <summary>Deletes messages for one account alone: a row of its own, which its devices are told.</summary>
internal sealed class HideCommand : ConversationRequest<bool>
{
    private readonly ulong _through;
    private readonly IReadOnlyList<ulong> _sequences;
    private (LoadedConversation State, HiddenRecord Hidden)? _changed;

    public HideCommand(ConversationId conversation, AccountId account, ulong through, IReadOnlyList<ulong> sequences)
    {
        Conversation = conversation;
        Actor = account;
        _through = through;
        _sequences = sequences;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (!state.Allows(Operation.Read, Actor))
        {
            Refuse(Code.NotFound, "No such conversation, or you are no member.");
            return;
        }

        var head = state.Head.Sequence;
        var hidden = (turn.Store.Annotations.Hidden.Read(state.Id, Actor) ?? HiddenRecord.None)
            .With(Math.Min(_through, head), _sequences.Where(sequence => sequence <= head));
        if (hidden.Sequences.Length > ProtocolLimits.HiddenMax)
        {
            Refuse(Code.LimitReached, $"At most {ProtocolLimits.HiddenMax} single messages; hide all up to one instead.");
            return;
        }

        turn.Store.Annotations.Hidden.Put(turn.Batch, state.Id, Actor, hidden, state.Key!);
        turn.Touch(state);
        state.HeadIsDirty = true;
        state.TurnIsOver = true;
        _changed = (state, hidden);
        Complete(turn, true);
    }

    public override void Committed(ShardLoop loop)
    {
        if (_changed is { } changed)
        {
            var told = new HiddenEvent { ConversationId = Conversation.ToByteString(), Through = changed.Hidden.Through };
            told.Sequences.AddRange(changed.Hidden.Sequences);
            Publisher.SendToDevices(changed.State, new ServerFrame { Hidden = told }, Actor);
        }

        base.Committed(loop);
    }
}
