namespace FastChat.Search.Index;

/// <summary>The directory's part about messages: where each block of them begins, and its bytes.</summary>
internal sealed class DocumentTable
{
    // One element more than there are blocks: where the last one ends.
    private readonly int[] _places;
    private readonly long[] _sequences;
    private readonly long[] _seconds;
    private readonly (int Piece, int Start, int Length)[] _bytes;
    private readonly int _documents;
    private readonly IPieceSource _pieces;
    private ReadOnlyMemory<byte> _inline;
    private (int Number, ReadOnlyMemory<byte> Bytes) _piece;

    private DocumentTable(IPieceSource pieces, int documents, int blocks)
    {
        (_pieces, _documents) = (pieces, documents);
        _places = new int[blocks + 1];
        _sequences = new long[blocks];
        _seconds = new long[blocks];
        _bytes = new (int, int, int)[blocks];
    }

    public int BlockCount => _bytes.Length;

    public static DocumentTable Read(ref ByteReader reader, IPieceSource pieces, int documents, int words, long lastSequence, long lastSeconds)
    {
        var blocks = (documents + SegmentFormat.BlockDocuments - 1) / SegmentFormat.BlockDocuments;
        // Each takes four bytes at least: nothing is allocated for what is not there.
        if (blocks > reader.Left / 4) throw new SearchFormatException("A directory ends too early.");
        var table = new DocumentTable(pieces, documents, blocks);
        var (piece, start, place, sequence, seconds) = (1, 0, 0L, 0L, 0L);
        for (var i = 0; i < blocks; i++)
        {
            var length = reader.ReadInt(2 * SearchLimits.PieceBytesMax);
            if ((length & 1) != 0) (piece, start) = (piece + 1, 0);
            table._bytes[i] = (piece, start, length >> 1);
            table._places[i] = (int)place;
            start += length >> 1;
            place += reader.ReadInt(words);
            sequence += reader.ReadLong();
            seconds += reader.ReadLong();
            if (place > words || sequence <= 0 || sequence > lastSequence || seconds < 0 || seconds > lastSeconds || start > SearchLimits.PieceBytesMax)
            {
                throw new SearchFormatException("A directory's blocks are not in order.");
            }

            (table._sequences[i], table._seconds[i]) = (sequence, seconds);
        }

        if (place != words) throw new SearchFormatException("A directory's blocks do not hold all words.");
        table._places[blocks] = words;
        return table;
    }

    /// <summary>Gives the blocks that stand in the directory itself.</summary>
    public void SetInline(ReadOnlyMemory<byte> bytes) => _inline = bytes;

    /// <summary>The place where a block begins; of the block behind the last one: where that ends.</summary>
    public int FirstPlace(int block) => _places[block];

    public long FirstSequence(int block) => _sequences[block];

    public long FirstSeconds(int block) => _seconds[block];

    /// <summary>Which block holds a place.</summary>
    public int BlockOf(int place)
    {
        var found = Array.BinarySearch(_places, 0, BlockCount, place);
        return found >= 0 ? found : ~found - 1;
    }

    public void Load(int number, DocumentBlock block)
    {
        var (piece, start, length) = _bytes[number];
        var bytes = Piece(piece);
        if (start + length > bytes.Length) throw new SearchFormatException("A block of messages is cut.");
        var count = Math.Min(SegmentFormat.BlockDocuments, _documents - (number * SegmentFormat.BlockDocuments));
        block.Load(bytes.Slice(start, length), count, _places[number], _places[number + 1], _sequences[number], _seconds[number]);
    }

    private ReadOnlyMemory<byte> Piece(int number)
    {
        if (!_inline.IsEmpty) return _inline;
        if (_piece.Number != number)
        {
            var bytes = _pieces.Read(number);
            if (bytes.IsEmpty) throw new SearchFormatException("A piece of messages is missing.");
            _piece = (number, bytes);
        }

        return _piece.Bytes;
    }
}
