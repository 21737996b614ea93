using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing.Commands;

/// <summary>Ends a webhook. The bot that its messages are shown as is returned; none: there was no such webhook.</summary>
internal sealed class RevokeWebhookCommand(ConversationId conversation, AccountId actor, ulong webhook) : WebhookCommand<AccountId>(conversation, actor)
{
    protected override void Do(ShardTurn turn, LoadedConversation state)
    {
        var record = turn.Store.Annotations.Webhooks.Read(state.Id, webhook);
        if (record is not null)
        {
            BeginWrite(turn, state);
            turn.Store.Annotations.Webhooks.Delete(turn.Batch, state.Id, webhook);
        }

        Complete(turn, record?.Bot ?? AccountId.None);
    }
}
