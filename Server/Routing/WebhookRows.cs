using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing;

/// <summary>The rows of incoming webhooks, which speak as long as who made them is a member that may manage them.</summary>
internal static class WebhookRows
{
    /// <summary>Ends those that an account made, if it is no member any more or has lost the permission.</summary>
    public static void EndUnlessAllowed(ShardTurn turn, LoadedConversation state, AccountId maker)
    {
        if (!state.Allows(Operation.ChangeRules, maker))
        {
            EndThoseOf(turn, state, maker);
        }
    }

    public static void EndThoseOf(ShardTurn turn, LoadedConversation state, AccountId maker)
    {
        foreach (var (webhook, record) in turn.Store.Annotations.Webhooks.ReadAll(state.Id))
        {
            if (record.Creator != maker) continue;
            turn.Batch.Touch(state.Shard);
            turn.Store.Annotations.Webhooks.Delete(turn.Batch, state.Id, webhook);
            turn.Touch(state);
            state.TurnIsOver = true;
        }
    }
}
