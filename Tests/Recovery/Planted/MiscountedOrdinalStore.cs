using FastChat.Server.Routing;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;
using FastChat.Storage.Sealing;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>The stored head counts one unread entry too many.</summary>
internal sealed class MiscountedOrdinalStore(IConversationStore inner) : StoreDecorator(inner)
{
    public override void PutHead(CommitBatch batch, ConversationId conversation, in HeadRecord head, DataKey key) =>
        base.PutHead(batch, conversation, head with { Ordinal = head.Ordinal + 1 }, key);
}
