using FastChat.Server.Routing;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;
using FastChat.Storage.Sealing;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>Every few times a read cursor is stored as one that it has passed.</summary>
internal sealed class BackwardsCursorStore(IConversationStore inner) : StoreDecorator(inner)
{
    private const int EveryWrite = 3;
    private int _writes;

    public override void PutCursor(CommitBatch batch, ConversationId conversation, AccountId account, in CursorRecord cursor, DataKey key)
    {
        var back = Interlocked.Increment(ref _writes) % EveryWrite == 0 ? cursor.ReadSequence / 2 : 0;
        var stored = cursor with { ReadSequence = cursor.ReadSequence - back, ReadOrdinal = cursor.ReadOrdinal - Math.Min(back, cursor.ReadOrdinal) };
        base.PutCursor(batch, conversation, account, stored, key);
    }
}
