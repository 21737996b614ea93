using System.Collections.Concurrent;
using FastChat.Server.Routing;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;
using FastChat.Storage.Sealing;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>The head that readers see is one turn old.</summary>
internal sealed class StaleHeadStore(IConversationStore inner) : StoreDecorator(inner)
{
    private readonly ConcurrentDictionary<ConversationId, HeadRecord> _last = new();

    public override void PutHead(CommitBatch batch, ConversationId conversation, in HeadRecord head, DataKey key)
    {
        base.PutHead(batch, conversation, _last.TryGetValue(conversation, out var last) ? last : head, key);
        _last[conversation] = head;
    }
}
