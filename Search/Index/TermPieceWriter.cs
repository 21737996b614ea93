namespace FastChat.Search.Index;

/// <summary>
/// One piece of terms in the making, bit by bit: each is written as what it does not share with the one before, then its
/// places. Behind them stand, in whole bytes, where every 32nd term begins, and how many there are.
/// </summary>
internal sealed class TermPieceWriter
{
    private readonly ByteBuffer _bytes = new();
    private readonly ByteBuffer _payload = new();
    private readonly List<ushort> _restarts = [];
    private readonly byte[] _previous = new byte[SearchLimits.TermBytesMax];
    private BitWriter _bits;
    private int _previousLength;
    private int _count;

    public TermPieceWriter() => _bits = new BitWriter(_bytes);

    public bool IsEmpty => _count == 0;

    public bool IsFull => Length >= SearchLimits.PieceBytes;

    /// <summary>With its closing table.</summary>
    public int Length => (int)((_bits.Position + 7) / 8) + ((_restarts.Count + 1) * sizeof(ushort));

    /// <summary>The first term, which the directory names.</summary>
    public byte[] FirstTerm { get; private set; } = [];

    public void Add(ReadOnlySpan<byte> term, ReadOnlySpan<int> places, int remainderBits)
    {
        WriteHead(term, places.Length);
        // A few places are skipped by reading them.
        if (places.Length > SegmentFormat.UnmeasuredPlaces)
        {
            _payload.Clear();
            var measured = new BitWriter(_payload);
            Places.Write(ref measured, places, -1, remainderBits);
            _bits.Write(0, 1);
            _bits.WriteNumber((uint)measured.Position);
        }

        Places.Write(ref _bits, places, -1, remainderBits);
    }

    /// <summary>A term whose places stand in pieces of their own: where each begins, so that a search can go past it.</summary>
    public void AddChunked(ReadOnlySpan<byte> term, ReadOnlySpan<int> places, int firstPiece)
    {
        WriteHead(term, places.Length);
        _payload.Clear();
        var measured = new BitWriter(_payload);
        WriteChunks(ref measured, places, firstPiece);
        _bits.Write(1, 1);
        _bits.WriteNumber((uint)measured.Position);
        WriteChunks(ref _bits, places, firstPiece);
    }

    /// <summary>The whole piece, valid until the next one is begun.</summary>
    public ReadOnlySpan<byte> Close()
    {
        _bits.Flush();
        foreach (var restart in _restarts) _bytes.WriteUInt16(restart);
        _bytes.WriteUInt16((ushort)_count);
        _restarts.Clear();
        (_count, _previousLength) = (0, 0);
        return _bytes.Written;
    }

    private static void WriteChunks(ref BitWriter bits, ReadOnlySpan<int> places, int firstPiece)
    {
        bits.WriteNumber((uint)firstPiece);
        var previous = 0;
        for (var from = 0; from < places.Length; from += SegmentFormat.ChunkPlaces)
        {
            bits.WriteNumber((uint)(places[from] - previous));
            previous = places[from];
        }
    }

    private void WriteHead(ReadOnlySpan<byte> term, int places)
    {
        if (_count == 0)
        {
            _bytes.Clear();
            _bits = new BitWriter(_bytes);
            FirstTerm = term.ToArray();
        }

        var restarts = _count++ % SegmentFormat.RestartTerms == 0;
        if (restarts) _restarts.Add((ushort)_bits.Position);
        var shared = restarts ? 0 : term.CommonPrefixLength(_previous.AsSpan(0, _previousLength));
        WriteLength(shared);
        WriteLength(term.Length - shared - 1);
        if (places <= SegmentFormat.FewPlaces)
        {
            _bits.Write((uint)places, 2);
        }
        else
        {
            _bits.Write(0, 2);
            _bits.WriteNumber((uint)(places - SegmentFormat.FewPlaces - 1));
        }

        var suffix = term[shared..];
        var isLatin = !suffix.ContainsAnyExceptInRange((byte)'a', (byte)'z');
        _bits.Write(isLatin ? 1u : 0u, 1);
        foreach (var letter in suffix) _bits.Write(isLatin ? (uint)letter - 'a' : letter, isLatin ? SegmentFormat.LatinBits : 8);
        term.CopyTo(_previous);
        _previousLength = term.Length;
    }

    /// <summary>Three bits, or all of them set and then seven.</summary>
    private void WriteLength(int length)
    {
        if (length < SegmentFormat.ShortLength)
        {
            _bits.Write((uint)length, 3);
            return;
        }

        _bits.Write(SegmentFormat.ShortLength, 3);
        _bits.Write((uint)length, 7);
    }
}
