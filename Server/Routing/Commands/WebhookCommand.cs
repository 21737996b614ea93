using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing.Commands;

/// <summary>Something about a conversation's webhooks that a member asks who may manage them.</summary>
internal abstract class WebhookCommand<T> : ConversationRequest<T>
{
    protected WebhookCommand(ConversationId conversation, AccountId actor)
    {
        Conversation = conversation;
        Actor = actor;
    }

    public sealed override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (!state.Exists || !state.RoleOf(Actor).IsMember())
        {
            Refuse(Code.NotFound, "No such conversation, or you are no member.");
        }
        else if (!state.Allows(Operation.ChangeRules, Actor))
        {
            Refuse(Code.Forbidden, "You have no permission to manage webhooks here.");
        }
        else
        {
            Do(turn, state);
        }
    }

    /// <summary>Does it, and completes or refuses.</summary>
    protected abstract void Do(ShardTurn turn, LoadedConversation state);

    /// <summary>Before something is written that is no entry of the log.</summary>
    protected static void BeginWrite(ShardTurn turn, LoadedConversation state)
    {
        turn.Batch.Touch(state.Shard);
        turn.Touch(state);
        state.TurnIsOver = true;
    }
}
