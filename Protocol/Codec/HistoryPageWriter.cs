namespace FastChat.Protocol.Codec;

/// <summary>
/// Puts the envelope around a `HistoryPage` whose blocks are copied as they are stored: no block is decoded or encoded on
/// its way to the reader.
/// </summary>
public static class HistoryPageWriter
{
    /// <summary>What a block takes beside its bytes: tag and length.</summary>
    public const int BlockOverheadBytes = 6;

    /// <summary>What page and frame take beside the blocks, at most.</summary>
    public const int OverheadBytesMax = 64;

    private const byte PageBlock = (1 << 3) | (byte)WireTag.Length;
    private const byte PageReference = (2 << 3) | (byte)WireTag.Length;
    private const byte PageTruncated = (3 << 3) | (byte)WireTag.Varint;
    private const byte PageFirstVisible = (4 << 3) | (byte)WireTag.Varint;
    private const byte PageHead = (5 << 3) | (byte)WireTag.Varint;
    private const ulong FrameHistoryPage = (18 << 3) | (ulong)WireTag.Length;

    /// <summary>Writes one block of the page; returns what it took.</summary>
    public static int WriteBlock(Span<byte> destination, ReadOnlySpan<byte> block) =>
        WriteElement(destination, PageBlock, block);

    /// <summary>Writes one block of the page's references; returns what it took.</summary>
    public static int WriteReference(Span<byte> destination, ReadOnlySpan<byte> block) =>
        WriteElement(destination, PageReference, block);

    /// <summary>Writes the whole frame around already written blocks and references; returns its length.</summary>
    public static int WriteFrame(
        Span<byte> destination,
        uint requestId,
        ReadOnlySpan<byte> blocks,
        bool truncated,
        ulong firstVisible,
        ulong head)
    {
        var page = blocks.Length
            + WireWriter.VarintFieldSize(truncated ? 1u : 0)
            + WireWriter.VarintFieldSize(firstVisible)
            + WireWriter.VarintFieldSize(head);
        var frame = WireWriter.VarintFieldSize(requestId)
            + VarintCodec.Size(FrameHistoryPage)
            + VarintCodec.Size((ulong)page)
            + page;
        var writer = new WireWriter(destination);
        writer.WriteVarint((ulong)frame);
        writer.WriteVarintField(WireTag.FrameRequestId, requestId);
        writer.WriteVarint(FrameHistoryPage);
        writer.WriteVarint((ulong)page);
        blocks.CopyTo(destination[writer.Written..]);
        var rest = new WireWriter(destination[(writer.Written + blocks.Length)..]);
        rest.WriteVarintField(PageTruncated, truncated ? 1u : 0);
        rest.WriteVarintField(PageFirstVisible, firstVisible);
        rest.WriteVarintField(PageHead, head);
        return writer.Written + blocks.Length + rest.Written;
    }

    private static int WriteElement(Span<byte> destination, byte tag, ReadOnlySpan<byte> block)
    {
        var writer = new WireWriter(destination);
        writer.WriteElement(tag, block);
        return writer.Written;
    }
}
