namespace FastChat.Search.Index;

/// <summary>
/// Writes one segment: first all messages, then the terms in order, each with its places, last the directory. Holds one piece
/// and the directory in memory.
/// </summary>
internal sealed class SegmentWriter(IPieceSink sink)
{
    private readonly ByteBuffer _directory = new();
    private readonly ByteBuffer _blocks = new();
    private readonly ByteBuffer _pieceTable = new();
    private readonly ByteBuffer _chunk = new();
    private readonly TermPieceWriter _terms = new();
    private byte[] _inlineBlocks = [];
    private int _nextPiece = 1;
    private int _lastTermPiece;
    private int _termPieces;
    private int _documents;
    private int _words;
    private long _lastSeconds;
    private long _lastSequence;
    private long _bytes;

    public void AddDocuments(IReadOnlyList<DocumentEntry> documents)
    {
        _documents = documents.Count;
        _words = documents.Sum(document => document.Places);
        if (_documents > 0) _lastSequence = documents[^1].Sequence;
        DocumentEntry previous = default;
        for (var from = 0; from < _documents; from += SegmentFormat.BlockDocuments)
        {
            var block = new DocumentEntry[Math.Min(SegmentFormat.BlockDocuments, _documents - from)];
            for (var i = 0; i < block.Length; i++)
            {
                // Times never decrease within a conversation; where a clock did, the index goes on from the latest.
                _lastSeconds = Math.Max(_lastSeconds, documents[from + i].Seconds);
                block[i] = documents[from + i] with { Seconds = _lastSeconds };
            }

            var before = _blocks.Length;
            DocumentBlock.Write(block, _blocks);
            var length = _blocks.Length - before;
            var begins = before > 0 && _blocks.Length > SearchLimits.PieceBytes;
            if (begins)
            {
                var moved = _blocks.Written[before..].ToArray();
                Put(_nextPiece++, _blocks.Written[..before]);
                _blocks.Clear();
                _blocks.Write(moved);
            }

            _directory.WriteVarint(((ulong)length << 1) | (begins ? 1u : 0u));
            _directory.WriteVarint((ulong)block.Sum(document => document.Places));
            _directory.WriteVarint((ulong)(block[0].Sequence - previous.Sequence));
            _directory.WriteVarint((ulong)(block[0].Seconds - previous.Seconds));
            previous = block[0];
        }

        if (_nextPiece == 1 && _blocks.Length <= SegmentFormat.InlineBytesMax) _inlineBlocks = _blocks.Written.ToArray();
        else if (_blocks.Length > 0) Put(_nextPiece++, _blocks.Written);
    }

    /// <summary>Adds a term; terms come in the order of their bytes, places ascending.</summary>
    public void AddTerm(ReadOnlySpan<byte> term, ReadOnlySpan<int> places)
    {
        if (_terms.IsFull) CloseTerms();
        var remainderBits = Rice.RemainderBits(_words, places.Length);
        if (places.Length <= SegmentFormat.ChunkPlaces / 2 || !NeedsChunks(places, remainderBits))
        {
            _terms.Add(term, places, remainderBits);
            return;
        }

        var first = _nextPiece;
        for (var from = 0; from < places.Length; from += SegmentFormat.ChunkPlaces)
        {
            var chunk = places.Slice(from, Math.Min(SegmentFormat.ChunkPlaces, places.Length - from));
            _chunk.Clear();
            Places.Write(_chunk, chunk[1..], chunk[0], remainderBits);
            // A chunk of one place has nothing to say, but is a piece like any.
            if (_chunk.Length == 0) _chunk.WriteByte(0);
            Put(_nextPiece++, _chunk.Written);
        }

        _terms.AddChunked(term, places, first);
    }

    public SegmentInfo Finish(IReadOnlyList<long> masks)
    {
        var inlineTerms = Array.Empty<byte>();
        if (_termPieces == 0 && !_terms.IsEmpty && _terms.Length <= SegmentFormat.InlineBytesMax) inlineTerms = _terms.Close().ToArray();
        else CloseTerms();
        var piece = new ByteBuffer();
        piece.WriteByte(SegmentFormat.Version);
        piece.WriteVarint((ulong)_documents);
        piece.WriteVarint((ulong)_words);
        piece.WriteVarint((ulong)_lastSequence);
        piece.WriteVarint((ulong)_lastSeconds);
        piece.WriteVarint((ulong)masks.Count);
        var previous = 0L;
        foreach (var mask in masks)
        {
            piece.WriteVarint((ulong)(mask - previous));
            previous = mask;
        }

        piece.Write(_directory.Written);
        piece.WriteVarint((ulong)_termPieces);
        piece.Write(_pieceTable.Written);
        piece.WriteVarint((ulong)_inlineBlocks.Length);
        piece.Write(_inlineBlocks);
        piece.WriteVarint((ulong)inlineTerms.Length);
        piece.Write(inlineTerms);
        Put(0, piece.Written);
        return new SegmentInfo(_nextPiece, _documents, _words, masks.Count, _bytes);
    }

    private bool NeedsChunks(ReadOnlySpan<int> places, int remainderBits)
    {
        _chunk.Clear();
        Places.Write(_chunk, places, -1, remainderBits);
        return _chunk.Length > SegmentFormat.InlinePlacesBytesMax;
    }

    private void CloseTerms()
    {
        if (_terms.IsEmpty) return;
        _pieceTable.WriteVarint((ulong)(_nextPiece - _lastTermPiece));
        _pieceTable.WriteByte((byte)_terms.FirstTerm.Length);
        _pieceTable.Write(_terms.FirstTerm);
        _termPieces++;
        _lastTermPiece = _nextPiece;
        Put(_nextPiece++, _terms.Close());
    }

    private void Put(int number, ReadOnlySpan<byte> bytes)
    {
        _bytes += bytes.Length;
        sink.Put(number, bytes);
    }
}
