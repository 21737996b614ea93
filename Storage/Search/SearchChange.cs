using FastChat.Protocol.Identifiers;
using FastChat.Search.Index;

namespace FastChat.Storage.Search;

/// <summary>The next state of a conversation's index in the making: segments are added, merged and rewritten, then all is written.</summary>
internal sealed class SearchChange(SearchTable table, ConversationId conversation, SearchManifest before)
{
    private readonly List<(uint Segment, int Piece, byte[] Bytes)> _pieces = [];
    private readonly List<SearchSegment> _removed = [];

    public List<SearchSegment> Segments { get; } = [.. before.Segments];

    public ulong Covered { get; set; } = before.Covered;

    public long PurgeMs { get; set; } = before.PurgeMs;

    /// <summary>Erased messages that are taken care of.</summary>
    public IReadOnlyList<ulong> Erased { get; set; } = [];

    public uint NextSegment { get; private set; } = before.NextSegment;

    /// <summary>Makes a number for a new segment and keeps its pieces.</summary>
    public uint Keep(PieceList pieces)
    {
        var number = NextSegment++;
        foreach (var (piece, bytes) in pieces.All) _pieces.Add((number, piece, bytes));
        return number;
    }

    /// <summary>The pieces of a segment that this change has made; null: it is a stored one.</summary>
    public IPieceSource? Find(uint number) => number >= before.NextSegment
        ? new MadePieces(_pieces.Where(piece => piece.Segment == number).ToDictionary(piece => piece.Piece, piece => piece.Bytes))
        : null;

    /// <summary>Puts a segment in place of some of its predecessors, or, without documents and masks, nothing.</summary>
    public void Replace(int first, int count, SearchSegment? with)
    {
        foreach (var old in Segments.GetRange(first, count))
        {
            // One that was made within this change was never written.
            if (old.Number >= before.NextSegment) _pieces.RemoveAll(piece => piece.Segment == old.Number);
            else _removed.Add(old);
        }

        Segments.RemoveRange(first, count);
        if (with is { } segment) Segments.Insert(first, segment);
    }

    /// <summary>The writes, in order; the last one makes the change visible. Before it pieces lie under numbers that nothing names.</summary>
    public IEnumerable<SearchWrite> Writes()
    {
        var bytes = _pieces.Sum(piece => (long)piece.Bytes.Length);
        if (bytes > StorageLimits.SearchCommitBytesMax)
        {
            // Takes the numbers first, so that pieces that a crash leaves behind are never taken for others.
            yield return Write(before with { NextSegment = NextSegment }, []);
        }

        var (from, size) = (0, 0);
        for (var i = 0; i < _pieces.Count; i++)
        {
            if (size > 0 && size + _pieces[i].Bytes.Length > StorageLimits.SearchCommitBytesMax)
            {
                yield return Write(null, _pieces.GetRange(from, i - from));
                (from, size) = (i, 0);
            }

            size += _pieces[i].Bytes.Length;
        }

        var after = new SearchManifest(Covered, Math.Max(NextSegment, before.NextSegment + 1), PurgeMs, [.. Segments]);
        yield return new SearchWrite(table, conversation, after, _pieces.GetRange(from, _pieces.Count - from), _removed, Erased);
    }

    private SearchWrite Write(SearchManifest? manifest, IReadOnlyList<(uint, int, byte[])> pieces) =>
        new(table, conversation, manifest, pieces, [], []);
}
