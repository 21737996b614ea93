using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing.Commands;

/// <summary>Adds a webhook; without one (null) it only checks whether one may be added.</summary>
internal sealed class CreateWebhookCommand(ConversationId conversation, AccountId actor, ulong webhook, IncomingWebhookRecord? record)
    : WebhookCommand<bool>(conversation, actor)
{
    protected override void Do(ShardTurn turn, LoadedConversation state)
    {
        if (turn.Store.Annotations.Webhooks.ReadAll(state.Id).Count >= ProtocolLimits.WebhooksMax)
        {
            Refuse(Code.LimitReached, $"At most {ProtocolLimits.WebhooksMax} webhooks lead into a conversation.");
            return;
        }

        if (record is not null)
        {
            BeginWrite(turn, state);
            turn.Store.Annotations.Webhooks.Put(turn.Batch, state.Id, webhook, record, state.Key!);
        }

        Complete(turn, true);
    }
}
