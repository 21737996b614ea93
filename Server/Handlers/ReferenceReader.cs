using System.Buffers;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Handlers;

/// <summary>Finds the later entries that refer to messages, and reads single entries from the blocks that hold them.</summary>
internal sealed class ReferenceReader(IConversationPages pages)
{
    /// <summary>Bytes of later entries that a page carries along.</summary>
    private const int BytesMax = 96 * 1024;

    /// <summary>Blocks opened for them, 8 MiB at most: later entries may lie scattered over the whole log.</summary>
    internal const int BlocksMax = 64;

    /// <summary>
    /// Entries between two sequences that refer to messages from one to another. Of the replies in a thread, and of the tallies of a
    /// poll, the last one says it all. False: there are more.
    /// </summary>
    public bool TryFind(
        ConversationId conversation, ulong firstTarget, ulong lastTarget, ulong after, ulong head, out SortedSet<ulong> sequences)
    {
        var found = new SortedSet<ulong>();
        var last = new Dictionary<(ulong Target, EntryKind Kind), ulong>();
        var complete = true;
        pages.ReadTargets(conversation, firstTarget, lastTarget, after, (target, sequence, kind) =>
        {
            complete = found.Count + last.Count < ProtocolLimits.HistoryReferencesMax;
            if (complete && sequence <= head)
            {
                if (kind is EntryKind.Message or EntryKind.PollTally)
                {
                    last[(target, kind)] = sequence;
                }
                else
                {
                    found.Add(sequence);
                }
            }

            return complete;
        });
        found.UnionWith(last.Values);
        sequences = found;
        return complete;
    }

    /// <summary>Adds the entries to a page as references; false if they were too many, or too far apart.</summary>
    public bool TryWrite(ConversationId conversation, SortedSet<ulong> sequences, ArrayBufferWriter<byte> page)
    {
        var end = page.WrittenCount + BytesMax;
        return TryRead(conversation, sequences, block =>
        {
            if (page.WrittenCount + block.Length > end)
            {
                return false;
            }

            page.Advance(HistoryPageWriter.WriteReference(page.GetSpan(block.Length + HistoryPageWriter.BlockOverheadBytes), block));
            return true;
        });
    }

    /// <summary>Hands over blocks that hold one entry each, in the order given; false if that ended early.</summary>
    public bool TryRead(ConversationId conversation, IEnumerable<ulong> sequences, Func<byte[], bool> take)
    {
        byte[] holding = [];
        var blocksRead = 0;
        foreach (var sequence in sequences)
        {
            if (!Holds(holding, sequence))
            {
                if (blocksRead++ == BlocksMax)
                {
                    return false;
                }

                holding = ReadBlock(conversation, sequence);
            }

            if (!take(BlockCut.Single(holding, sequence)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Holds(byte[] block, ulong sequence) =>
        BlockReader.TryOpen(block, out var reader) && reader.FirstSequence <= sequence && sequence <= reader.LastSequence;

    private byte[] ReadBlock(ConversationId conversation, ulong sequence)
    {
        byte[] copy = [];
        pages.ReadForward(conversation, sequence, (_, block) =>
        {
            copy = block.ToArray();
            return false;
        });
        return copy;
    }
}
