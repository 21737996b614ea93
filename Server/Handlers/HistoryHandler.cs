using System.Buffers;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Handlers;

/// <summary>
/// Answers FetchHistory from storage, past the shard. Stored blocks are copied into the page as they are; membership is
/// checked against the member row (A6).
/// </summary>
internal sealed class HistoryHandler(
    ChatDatabase database, ConversationReads reads, IConversationPages pages, ReferenceReader references)
{
    private const int DefaultEntries = 50;

    public SharedFrame Handle(Caller caller, uint requestId, FetchHistory request)
    {
        if (!ConversationId.TryRead(request.ConversationId.Span, out var conversation))
        {
            throw new RefusalException(Code.Malformed, "conversation_id has 16 bytes.");
        }

        // The head before the member row: whoever is a member afterwards may see all up to it, and gets no more (A6).
        var head = database.Conversations.ReadHead(conversation)?.Sequence ?? 0;
        if (database.Conversations.ReadRecord(conversation) is not { } record
            || database.Members.Read(conversation, caller.Account) is not { } member
            || !Permissions.Allows(Operation.Read, record.Kind, member.Role))
        {
            throw new RefusalException(Code.NotFound, "No such conversation, or you are no member.");
        }

        var withheld = record.Kind == ConversationKind.Direct ? reads.Withheld(caller.Account, conversation) : WithheldRecord.None;
        head = withheld.Cap(head);
        using var range = new BlockRange(member.FirstVisibleSequence, head, ProtocolLimits.HistoryPageBytesMax);
        Collect(range, conversation, request, member.FirstVisibleSequence, head);
        var blocks = Visible(range, withheld, member.FirstVisibleSequence);
        var later = new ArrayBufferWriter<byte>();
        var truncated = blocks.Length > 0 && !AddReferences(conversation, blocks, head, withheld, later);
        return Encode(requestId, blocks, later.WrittenSpan, new HistoryPageEnd(truncated, member.FirstVisibleSequence, head));
    }

    private static SharedFrame Encode(
        uint requestId, ReadOnlyMemory<byte>[] blocks, ReadOnlySpan<byte> references, in HistoryPageEnd end)
    {
        var elements = references.Length;
        foreach (var block in blocks)
        {
            elements += HistoryPageWriter.ElementSize(block.Length);
        }

        var frame = SharedFrame.Rent(elements + HistoryPageWriter.OverheadBytesMax);
        var at = HistoryPageWriter.WriteHead(frame.Buffer, requestId, elements, in end);
        foreach (var block in blocks)
        {
            at += HistoryPageWriter.WriteBlock(frame.Buffer[at..], block.Span);
        }

        references.CopyTo(frame.Buffer[at..]);
        at += references.Length;
        frame.SetContent(0, at + HistoryPageWriter.WriteEnd(frame.Buffer[at..], in end));
        return frame;
    }

    /// <summary>The blocks as the reader may see them: most of them as they are stored.</summary>
    private static ReadOnlyMemory<byte>[] Visible(BlockRange range, WithheldRecord withheld, ulong firstVisible)
    {
        var blocks = new ReadOnlyMemory<byte>[range.Count];
        for (var i = 0; i < blocks.Length; i++)
        {
            var block = withheld.Ranges.IsEmpty ? range[i] : Cut(range[i], withheld);
            blocks[i] = BlockRewrite.WithoutEditsBefore(block.Span, firstVisible) ?? block;
        }

        return blocks;
    }

    private void Collect(BlockRange range, ConversationId conversation, FetchHistory request, ulong firstVisible, ulong head)
    {
        var limit = (int)Math.Clamp(request.Limit == 0 ? DefaultEntries : request.Limit, 1, ProtocolLimits.HistoryPageEntriesMax);
        switch (request.AnchorCase)
        {
            case FetchHistory.AnchorOneofCase.After when request.After < head:
                pages.ReadForward(conversation, Math.Max(request.After + 1, firstVisible), range.Ascending(limit, request.After + 1));
                break;
            case FetchHistory.AnchorOneofCase.After:
                break;
            case FetchHistory.AnchorOneofCase.Around:
                var half = Math.Max(1, limit / 2);
                var middle = Math.Clamp(request.Around, Math.Min(firstVisible, head), head);
                pages.ReadBackward(conversation, middle, range.Descending(half, middle));
                pages.ReadForward(conversation, range.LastSequence + 1, range.Ascending(half, middle + 1));
                break;
            default:
                var last = request.Before == 0 ? head : Math.Min(request.Before - 1, head);
                if (last >= firstVisible && last > 0)
                {
                    pages.ReadBackward(conversation, last, range.Descending(limit, last));
                }

                break;
        }
    }

    /// <summary>Adds later entries that refer to those of the page; false if there were too many.</summary>
    private bool AddReferences(
        ConversationId conversation, ReadOnlyMemory<byte>[] blocks, ulong head, WithheldRecord withheld, ArrayBufferWriter<byte> page)
    {
        BlockReader.TryOpen(blocks[0].Span, out var first);
        BlockReader.TryOpen(blocks[^1].Span, out var last);
        var complete = references.TryFind(
            conversation, first.FirstSequence, last.LastSequence, last.LastSequence, head, out var sequences);
        sequences.RemoveWhere(withheld.Holds);
        return references.TryWrite(conversation, sequences, page) && complete;
    }

    /// <summary>Without the content of what came while the other side was blocked.</summary>
    private static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> block, WithheldRecord withheld)
    {
        BlockReader.TryOpen(block.Span, out var reader);
        var held = new HashSet<ulong>();
        for (var sequence = reader.FirstSequence; sequence <= reader.LastSequence; sequence++)
        {
            if (withheld.Holds(sequence))
            {
                held.Add(sequence);
            }
        }

        return held.Count == 0 ? block : BlockRewrite.Without(block.Span, held, EntryFlag.Removed) ?? block;
    }
}
