namespace FastChat.Search.Index;

/// <summary>Walks all terms of a segment in order. Holds one piece.</summary>
internal sealed class TermCursor
{
    private readonly SegmentReader _segment;
    private readonly List<(int Start, int Length, TermPlaces Places)> _terms = [];
    private readonly ByteBuffer _bytes = new();
    private int _piece;
    private int _at = -1;

    public TermCursor(SegmentReader segment)
    {
        _segment = segment;
        MoveNext();
    }

    public bool IsAtEnd { get; private set; }

    public ReadOnlySpan<byte> Term => _bytes.Written.Slice(_terms[_at].Start, _terms[_at].Length);

    public TermPlaces Places => _terms[_at].Places;

    public void MoveNext()
    {
        while (++_at >= _terms.Count)
        {
            if (_piece >= _segment.TermPieceCount)
            {
                IsAtEnd = true;
                return;
            }

            ReadPiece(_piece++);
        }
    }

    private void ReadPiece(int index)
    {
        _terms.Clear();
        _bytes.Clear();
        _at = -1;
        var reader = new TermPieceReader(_segment.TermPiece(index), _segment.WordCount, stackalloc byte[SearchLimits.TermBytesMax]);
        while (reader.MoveNext())
        {
            _terms.Add((_bytes.Length, reader.Term.Length, reader.Places));
            _bytes.Write(reader.Term);
        }
    }
}
