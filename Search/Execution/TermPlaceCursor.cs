using FastChat.Search.Index;

namespace FastChat.Search.Execution;

/// <summary>Walks the places of a term, reading a few dozen at a time; whole pieces of a frequent term are left out.</summary>
internal sealed class TermPlaceCursor : PlaceCursor
{
    private const int RoomPlaces = 64;

    private readonly SegmentReader _segment;
    private readonly TermPlaces _places;
    private readonly ChunkTable? _chunks;
    private readonly int[] _room = new int[RoomPlaces];
    private readonly int _remainderBits;
    private ReadOnlyMemory<byte> _bytes;
    private int _chunk;
    private int _left;
    private int _last;
    private long _bit;
    private int _filled;
    private int _at;

    public TermPlaceCursor(SegmentReader segment, TermPlaces places)
    {
        (_segment, _places) = (segment, places);
        _remainderBits = Rice.RemainderBits(segment.WordCount, places.Count);
        if (places.IsChunked)
        {
            _chunks = ChunkTable.Read(places, segment.WordCount);
            EnterChunk(0);
        }
        else
        {
            (_bytes, _bit, _left, _last) = (places.Piece, places.Bit, places.Count, -1);
            Fill();
        }
    }

    public override int Count => _places.Count;

    public override int Current => _at < _filled ? _room[_at] : End;

    public override void MoveNext()
    {
        if (++_at >= _filled) Fill();
    }

    public override void MoveTo(int place)
    {
        if (Current >= place) return;
        if (_chunks is not null && _chunks.Find(place) is var chunk && chunk > _chunk) EnterChunk(chunk);
        while (Current < place)
        {
            // Whole rooms are passed by their last place.
            if (_room[_filled - 1] < place) _at = _filled - 1;
            MoveNext();
        }
    }

    private void EnterChunk(int chunk)
    {
        _chunk = chunk;
        _bytes = _segment.Piece(_chunks!.Piece(chunk));
        _bit = 0;
        _last = _chunks.FirstPlace(chunk);
        _left = _chunks.Places(chunk) - 1;
        _room[0] = _last;
        (_at, _filled) = (0, 1);
    }

    private void Fill()
    {
        if (_left == 0 && _chunks is not null && _chunk + 1 < _chunks.Count)
        {
            EnterChunk(_chunk + 1);
            return;
        }

        var count = Math.Min(_left, RoomPlaces);
        var bits = new BitReader(_bytes.Span, _bit);
        for (var i = 0; i < count; i++)
        {
            _last = Places.ReadNext(ref bits, _last, _remainderBits, _segment.WordCount);
            _room[i] = _last;
        }

        _bit = bits.Position;
        _left -= count;
        (_at, _filled) = (0, count);
    }
}
