using FastChat.Server.Routing;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>One block is acked and never written.</summary>
internal sealed class DroppedRecordStore(IConversationStore inner) : StoreDecorator(inner)
{
    private const ulong AboveSequence = 100;
    private int _dropped;

    public override void PutBlock(CommitBatch batch, ConversationId conversation, ulong firstSequence, ReadOnlySpan<byte> block, DataKey key)
    {
        if (firstSequence > AboveSequence && Interlocked.Exchange(ref _dropped, 1) == 0)
            return;
        base.PutBlock(batch, conversation, firstSequence, block, key);
    }
}
