namespace FastChat.Search.Index;

/// <summary>Reads all places of a term, one after the other.</summary>
internal static class PlaceReader
{
    /// <summary>Adds them to a list, in order.</summary>
    public static void ReadAll(SegmentReader segment, TermPlaces places, List<int> to)
    {
        if (!places.IsChunked)
        {
            Read(new BitReader(places.Piece.Span, places.Bit), places.Count, -1, segment, places.Count, to);
            return;
        }

        var chunks = ChunkTable.Read(places, segment.WordCount);
        for (var i = 0; i < chunks.Count; i++)
        {
            to.Add(chunks.FirstPlace(i));
            Read(new BitReader(segment.Piece(chunks.Piece(i)).Span), chunks.Places(i) - 1, chunks.FirstPlace(i), segment, places.Count, to);
        }
    }

    private static void Read(BitReader bits, int count, int previous, SegmentReader segment, int total, List<int> to)
    {
        var remainderBits = Rice.RemainderBits(segment.WordCount, total);
        for (var i = 0; i < count; i++)
        {
            previous = Index.Places.ReadNext(ref bits, previous, remainderBits, segment.WordCount);
            to.Add(previous);
        }
    }
}
