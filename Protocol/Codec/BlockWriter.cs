using FastChat.Protocol.Identifiers;

namespace FastChat.Protocol.Codec;

/// <summary>
/// Puts a block's header in front of its entries. The entries are written first, behind <see cref="HeadroomBytes"/> of free
/// space, by <see cref="EntryWriter"/>; the header then goes right against them, so that one buffer holds both the stored
/// block and, a few bytes earlier, the frame that is sent, and no entry is moved:
/// <code>
/// [ free | frame prefix, tag, length | block header | entries ]
///                                     ^ stored from here
///          ^ sent from here
/// </code>
/// </summary>
public static class BlockWriter
{
    /// <summary>Enough for the largest header: frame prefix 5, tag and length 6, id 18, numbers 11 + 6 + 11 + 11.</summary>
    public const int HeadroomBytes = 72;

    /// <summary>
    /// Writes the header so that it ends where <paramref name="headroom"/> ends: the frame and, within it, the block start
    /// that many bytes before the entries.
    /// </summary>
    public static (int Frame, int Block) WriteHeader(
        Span<byte> headroom,
        ConversationId conversation,
        ulong firstSequence,
        uint count,
        long timeMs,
        ulong ordinal,
        int entriesBytes)
    {
        var header = WireWriter.IdFieldSize(conversation)
            + WireWriter.VarintFieldSize(firstSequence)
            + WireWriter.VarintFieldSize(count)
            + WireWriter.VarintFieldSize((ulong)timeMs)
            + WireWriter.VarintFieldSize(ordinal);
        var block = header + entriesBytes;
        var content = WireWriter.LengthFieldSize(block);
        var total = header + content - block + VarintCodec.Size((ulong)content);
        var writer = new WireWriter(headroom[^total..]);
        writer.WriteVarint((ulong)content);
        writer.WriteLength(WireTag.ServerFrameBlock, block);
        writer.WriteIdField(WireTag.BlockConversation, conversation);
        writer.WriteVarintField(WireTag.BlockFirstSequence, firstSequence);
        writer.WriteVarintField(WireTag.BlockEntryCount, count);
        writer.WriteVarintField(WireTag.BlockServerTime, (ulong)timeMs);
        writer.WriteVarintField(WireTag.BlockUnreadOrdinal, ordinal);
        return (total, header);
    }
}
