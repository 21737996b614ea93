namespace FastChat.Search.Index;

/// <summary>
/// A segment, read by pieces as they are needed. Whatever the bytes are, this ends, keeps to its memory, and throws nothing but
/// <see cref="SearchFormatException"/>. One thread at a time.
/// </summary>
public sealed class SegmentReader
{
    private readonly IPieceSource _source;
    private readonly TermDirectory _terms;
    private readonly ReadOnlyMemory<byte> _inlineTerms;
    private readonly long[] _masks;
    private (int Number, ReadOnlyMemory<byte> Bytes) _piece;

    private SegmentReader(IPieceSource source, ReadOnlyMemory<byte> directory)
    {
        _source = source;
        var reader = new ByteReader(directory.Span);
        if (reader.ReadByte() != SegmentFormat.Version) throw new SearchFormatException("A segment has another version.");
        DocumentCount = reader.ReadInt(SearchLimits.SegmentDocumentsMax);
        WordCount = reader.ReadInt(SearchLimits.SegmentWordsMax);
        LastSequence = reader.ReadLong();
        LastSeconds = reader.ReadLong();
        _masks = ReadMasks(ref reader);
        Documents = DocumentTable.Read(ref reader, source, DocumentCount, WordCount, LastSequence, LastSeconds);
        _terms = TermDirectory.Read(ref reader, directory);
        Documents.SetInline(ReadInline(ref reader, directory));
        _inlineTerms = ReadInline(ref reader, directory);
    }

    public int DocumentCount { get; }

    /// <summary>Places: of words, and one for each message.</summary>
    public int WordCount { get; }

    public long LastSequence { get; }

    public long LastSeconds { get; }

    /// <summary>Messages of older segments that are no longer true, ascending.</summary>
    public ReadOnlySpan<long> Masks => _masks;

    internal DocumentTable Documents { get; }

    /// <summary>Pieces with terms.</summary>
    internal int TermPieceCount => _inlineTerms.IsEmpty ? _terms.Count : 1;

    /// <summary>Opens the segment; null when it is not there (any more).</summary>
    public static SegmentReader? Open(IPieceSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var directory = source.Read(0);
        return directory.IsEmpty ? null : new SegmentReader(source, directory);
    }

    /// <summary>Whether one of these messages is in the segment.</summary>
    public bool HoldsAny(IReadOnlySet<long> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Count == 0) return false;
        var block = new DocumentBlock();
        for (var number = 0; number < Documents.BlockCount; number++)
        {
            Documents.Load(number, block);
            for (var i = 0; i < block.Count; i++)
            {
                if (sequences.Contains(block.Sequence(i))) return true;
            }
        }

        return false;
    }

    /// <summary>Where a term stands; false: nowhere.</summary>
    internal bool TryFind(ReadOnlySpan<byte> term, out TermPlaces places)
    {
        places = default;
        var index = _inlineTerms.IsEmpty ? _terms.Find(term) : 0;
        if (index < 0) return false;
        var reader = new TermPieceReader(TermPiece(index), WordCount, stackalloc byte[SearchLimits.TermBytesMax]);
        if (!reader.MoveTo(term) || !reader.Term.SequenceEqual(term)) return false;
        places = reader.Places;
        return true;
    }

    /// <summary>Collects where terms with a prefix stand, as long as there are no more than a limit of places; false: there are.</summary>
    internal bool TryFindAll(ReadOnlySpan<byte> prefix, int placesMax, List<TermPlaces> found)
    {
        Span<byte> room = stackalloc byte[SearchLimits.TermBytesMax];
        var index = _inlineTerms.IsEmpty ? Math.Max(0, _terms.Find(prefix)) : 0;
        var places = 0L;
        for (var first = true; index < TermPieceCount; index++, first = false)
        {
            var reader = new TermPieceReader(TermPiece(index), WordCount, room);
            var more = first ? reader.MoveTo(prefix) : reader.MoveNext();
            for (; more; more = reader.MoveNext())
            {
                if (!reader.Term.StartsWith(prefix)) return true;
                places += reader.Count;
                if (places > placesMax) return false;
                found.Add(reader.Places);
            }
        }

        return true;
    }

    /// <summary>The bytes of a piece of terms.</summary>
    internal ReadOnlyMemory<byte> TermPiece(int index) => _inlineTerms.IsEmpty ? Piece(_terms.PieceNumber(index)) : _inlineTerms;

    internal ReadOnlyMemory<byte> Piece(int number)
    {
        if (_piece.Number == number) return _piece.Bytes;
        var bytes = _source.Read(number);
        if (bytes.IsEmpty) throw new SearchFormatException("A piece of a segment is missing.");
        _piece = (number, bytes);
        return bytes;
    }

    private static long[] ReadMasks(ref ByteReader reader)
    {
        var masks = new long[reader.ReadInt(Math.Min(reader.Left, SearchLimits.SegmentMasksMax))];
        var previous = 0L;
        for (var i = 0; i < masks.Length; i++)
        {
            previous += reader.ReadLong();
            if (previous <= 0) throw new SearchFormatException("Masks are not in order.");
            masks[i] = previous;
        }

        return masks;
    }

    private static ReadOnlyMemory<byte> ReadInline(ref ByteReader reader, ReadOnlyMemory<byte> directory)
    {
        var length = reader.ReadInt(reader.Left);
        var start = reader.At;
        reader.Read(length);
        return directory.Slice(start, length);
    }
}
