namespace FastChat.Protocol.Codec;

/// <summary>
/// Puts the envelope around a `HistoryPage` whose blocks are copied as they are stored: no block is decoded or encoded on
/// its way to the reader.
/// </summary>
public static class HistoryPageWriter
{
    /// <summary>What a block takes beside its bytes, at most: tag and length.</summary>
    public const int BlockOverheadBytes = 6;

    /// <summary>What page and frame take beside blocks and references, at most.</summary>
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

    /// <summary>What a block or a reference of that length takes in the page.</summary>
    public static int ElementSize(int blockBytes) => WireWriter.LengthFieldSize(blockBytes);

    /// <summary>Writes the frame up to its blocks, which the caller writes next; returns what it took.</summary>
    /// <param name="destination">Where.</param>
    /// <param name="requestId">Of the request.</param>
    /// <param name="elementBytes">What all blocks and references take in the page.</param>
    /// <param name="end">What the page ends with.</param>
    public static int WriteHead(Span<byte> destination, uint requestId, int elementBytes, in HistoryPageEnd end)
    {
        var page = elementBytes
            + WireWriter.VarintFieldSize(end.Truncated ? 1u : 0)
            + WireWriter.VarintFieldSize(end.FirstVisible)
            + WireWriter.VarintFieldSize(end.Head);
        var frame = WireWriter.VarintFieldSize(requestId)
            + VarintCodec.Size(FrameHistoryPage)
            + VarintCodec.Size((ulong)page)
            + page;
        var writer = new WireWriter(destination);
        writer.WriteVarint((ulong)frame);
        writer.WriteVarintField(WireTag.FrameRequestId, requestId);
        writer.WriteVarint(FrameHistoryPage);
        writer.WriteVarint((ulong)page);
        return writer.Written;
    }

    /// <summary>Writes what comes behind the blocks and references; returns what it took.</summary>
    public static int WriteEnd(Span<byte> destination, in HistoryPageEnd end)
    {
        var writer = new WireWriter(destination);
        writer.WriteVarintField(PageTruncated, end.Truncated ? 1u : 0);
        writer.WriteVarintField(PageFirstVisible, end.FirstVisible);
        writer.WriteVarintField(PageHead, end.Head);
        return writer.Written;
    }

    private static int WriteElement(Span<byte> destination, byte tag, ReadOnlySpan<byte> block)
    {
        var writer = new WireWriter(destination);
        writer.WriteElement(tag, block);
        return writer.Written;
    }
}
