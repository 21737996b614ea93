namespace FastChat.Search.Index;

/// <summary>The directory's part about terms: the first one of each piece.</summary>
internal sealed class TermDirectory
{
    private readonly ReadOnlyMemory<byte> _table;
    private readonly (int Piece, int Start, int Length)[] _pieces;

    private TermDirectory(ReadOnlyMemory<byte> table, int count)
    {
        _table = table;
        _pieces = new (int, int, int)[count];
    }

    public int Count => _pieces.Length;

    public static TermDirectory Read(ref ByteReader reader, ReadOnlyMemory<byte> directory)
    {
        var count = reader.ReadInt(reader.Left / 3);
        var terms = new TermDirectory(directory, count);
        var piece = 0;
        for (var i = 0; i < count; i++)
        {
            piece += reader.ReadInt(int.MaxValue - piece);
            var length = reader.ReadByte();
            terms._pieces[i] = (piece, reader.At, length);
            if (length is 0 or > SearchLimits.TermBytesMax) throw new SearchFormatException("A directory names no term.");
            reader.Read(length);
        }

        return terms;
    }

    public int PieceNumber(int index) => _pieces[index].Piece;

    /// <summary>Which piece a term is in, if in any; -1: it comes before all of them.</summary>
    public int Find(ReadOnlySpan<byte> term)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (First(middle).SequenceCompareTo(term) <= 0) low = middle + 1;
            else high = middle - 1;
        }

        return high;
    }

    private ReadOnlySpan<byte> First(int index) => _table.Span.Slice(_pieces[index].Start, _pieces[index].Length);
}
