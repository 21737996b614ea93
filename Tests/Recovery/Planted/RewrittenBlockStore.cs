using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;
using Google.Protobuf;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>Blocks are stored otherwise than they were delivered: once, when one fits.</summary>
/// <param name="inner">The real store.</param>
/// <param name="rewrite">Changes the block; false if it does not fit.</param>
internal sealed class RewrittenBlockStore(IConversationStore inner, Func<Block, bool> rewrite) : StoreDecorator(inner)
{
    private int _done;

    public static bool SwapTwoEntries(Block block)
    {
        var (i, j) = (0, block.Entries.Count - 1);
        if (j < 1 || block.Entries[i].Kind != EntryKind.Message || block.Entries[j].Kind != EntryKind.Message)
            return false;
        (block.Entries[i], block.Entries[j]) = (block.Entries[j], block.Entries[i]);
        return true;
    }

    public static bool StoreTwice(Block block)
    {
        if (block.Entries[0].Kind != EntryKind.Message)
            return false;
        block.Entries.AddRange(block.Entries.Select(e => e.Clone()).ToList());
        block.EntryCount = (uint)block.Entries.Count;
        return true;
    }

    public static bool AlterContent(Block block)
    {
        var entry = block.Entries[0];
        if (entry.Kind != EntryKind.Message || entry.Content.Length < 8)
            return false;
        var bytes = entry.Content.ToByteArray();
        bytes[^1] ^= 1;
        entry.Content = ByteString.CopyFrom(bytes);
        return true;
    }

    public override void PutBlock(CommitBatch batch, ConversationId conversation, ulong firstSequence, ReadOnlySpan<byte> block, DataKey key)
    {
        var parsed = Block.Parser.ParseFrom(block);
        if (Volatile.Read(ref _done) == 0 && rewrite(parsed) && Interlocked.Exchange(ref _done, 1) == 0)
            base.PutBlock(batch, conversation, firstSequence, parsed.ToByteArray(), key);
        else
            base.PutBlock(batch, conversation, firstSequence, block, key);
    }
}
