namespace FastChat.Search.Index;

/// <summary>Walks the terms of one piece in order.</summary>
internal ref struct TermPieceReader
{
    private readonly ReadOnlyMemory<byte> _piece;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Span<byte> _term;
    private readonly int _wordCount;
    private readonly int _end;
    private readonly int _termCount;
    private BitReader _bits;
    private int _next;
    private int _length;

    /// <param name="piece">The piece.</param>
    /// <param name="wordCount">Places of the segment.</param>
    /// <param name="term">Room for a term.</param>
    public TermPieceReader(ReadOnlyMemory<byte> piece, int wordCount, Span<byte> term)
    {
        (_piece, _wordCount) = (piece, wordCount);
        _bytes = piece.Span;
        _term = term;
        _termCount = _bytes.Length < sizeof(ushort) ? 0 : new ByteReader(_bytes, _bytes.Length - sizeof(ushort)).ReadUInt16();
        _end = _bytes.Length - ((RestartCount + 1) * sizeof(ushort));
        if (_termCount == 0 || _end <= 0) throw new SearchFormatException("A piece of terms has no table.");
        Restart(0);
    }

    public readonly ReadOnlySpan<byte> Term => _term[.._length];

    public int Count { get; private set; }

    /// <summary>The places of the current term.</summary>
    public TermPlaces Places { get; private set; }

    private readonly int RestartCount => (_termCount + SegmentFormat.RestartTerms - 1) / SegmentFormat.RestartTerms;

    /// <summary>Goes to the next term; false at the end.</summary>
    public bool MoveNext()
    {
        if (_next >= _termCount) return false;
        _next++;
        ReadTerm();
        if (Count <= SegmentFormat.UnmeasuredPlaces)
        {
            Places = new TermPlaces(Count, _piece, _bits.Position, IsChunked: false);
            var remainderBits = Rice.RemainderBits(_wordCount, Count);
            for (var i = 0; i < Count; i++) _bits.ReadRice(remainderBits);
            return true;
        }

        var isChunked = _bits.Read(1) != 0;
        var bits = _bits.ReadNumber();
        Places = new TermPlaces(Count, _piece, _bits.Position, isChunked);
        if (_bits.Position + bits > (long)_end * 8) throw new SearchFormatException("A piece ends within a term.");
        _bits = new BitReader(_bytes[.._end], _bits.Position + bits);
        return true;
    }

    /// <summary>Goes to the first term that is not before the given one; false: there is none in this piece.</summary>
    public bool MoveTo(ReadOnlySpan<byte> term)
    {
        var (low, high) = (0, RestartCount - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            Restart(middle);
            ReadTerm();
            if (Term.SequenceCompareTo(term) <= 0) low = middle;
            else high = middle - 1;
        }

        Restart(low);
        while (MoveNext())
        {
            if (Term.SequenceCompareTo(term) >= 0) return true;
        }

        return false;
    }

    /// <summary>Reads a term and how many places it has.</summary>
    private void ReadTerm()
    {
        var shared = ReadLength();
        var suffix = ReadLength() + 1;
        if (shared > _length || shared + suffix > SearchLimits.TermBytesMax) throw new SearchFormatException("A term is too long.");
        var count = (long)_bits.Read(2);
        if (count == 0) count = _bits.ReadNumber() + SegmentFormat.FewPlaces + 1L;
        if (count > _wordCount) throw new SearchFormatException("A term has more places than there are.");
        Count = (int)count;
        var isLatin = _bits.Read(1) != 0;
        for (var i = shared; i < shared + suffix; i++)
        {
            _term[i] = isLatin ? (byte)('a' + _bits.Read(SegmentFormat.LatinBits)) : (byte)_bits.Read(8);
        }

        _length = shared + suffix;
    }

    private int ReadLength()
    {
        var length = _bits.Read(3);
        return (int)(length < SegmentFormat.ShortLength ? length : _bits.Read(7));
    }

    private void Restart(int number)
    {
        _bits = new BitReader(_bytes[.._end], new ByteReader(_bytes, _end + (number * sizeof(ushort))).ReadUInt16());
        _next = number * SegmentFormat.RestartTerms;
        _length = 0;
    }
}
