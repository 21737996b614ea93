namespace FastChat.Search.Index;

/// <summary>The pieces that hold a frequent term's places: where each begins.</summary>
internal sealed class ChunkTable
{
    private readonly int _firstPiece;
    private readonly int _places;
    private readonly int[] _first;

    private ChunkTable(int firstPiece, int places, int[] first) => (_firstPiece, _places, _first) = (firstPiece, places, first);

    public int Count => _first.Length;

    public static ChunkTable Read(TermPlaces places, int wordCount)
    {
        var bits = new BitReader(places.Piece.Span, places.Bit);
        var count = (places.Count + SegmentFormat.ChunkPlaces - 1) / SegmentFormat.ChunkPlaces;
        var firstPiece = bits.ReadNumber();
        // Each takes four bits at least: nothing is allocated for what is not there.
        if (count > places.Piece.Length * 2L || firstPiece > int.MaxValue - count) throw new SearchFormatException("A term's pieces are missing.");
        var first = new int[count];
        var place = 0L;
        for (var i = 0; i < count; i++)
        {
            place += bits.ReadNumber();
            if (place >= wordCount) throw new SearchFormatException("A place lies behind the segment's end.");
            first[i] = (int)place;
        }

        return new ChunkTable((int)firstPiece, places.Count, first);
    }

    public int Piece(int chunk) => _firstPiece + chunk;

    public int FirstPlace(int chunk) => _first[chunk];

    /// <summary>How many places a chunk holds.</summary>
    public int Places(int chunk) => Math.Min(SegmentFormat.ChunkPlaces, _places - (chunk * SegmentFormat.ChunkPlaces));

    /// <summary>The last chunk that begins at or before a place; the first one if none does.</summary>
    public int Find(int place)
    {
        var found = Array.BinarySearch(_first, place);
        return found >= 0 ? found : Math.Max(0, ~found - 1);
    }
}
