using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing.Commands;

/// <summary>The webhooks that there are.</summary>
internal sealed class ListWebhooksCommand(ConversationId conversation, AccountId actor)
    : WebhookCommand<IReadOnlyList<(ulong Webhook, IncomingWebhookRecord Record)>>(conversation, actor)
{
    protected override void Do(ShardTurn turn, LoadedConversation state) =>
        Complete(turn, turn.Store.Annotations.Webhooks.ReadAll(state.Id));
}
