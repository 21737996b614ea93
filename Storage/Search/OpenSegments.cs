using FastChat.Protocol.Identifiers;
using FastChat.Search;
using FastChat.Search.Index;

namespace FastChat.Storage.Search;

/// <summary>Readers of the segments of a change: those that are stored, and those that it has just made.</summary>
internal sealed class OpenSegments(SearchTable table, ConversationId conversation, SearchChange change) : IDisposable
{
    private readonly List<SegmentPieces> _opened = [];

    public SegmentReader Open(int index)
    {
        var segment = change.Segments[index];
        if (change.Find(segment.Number) is { } made) return Require(SegmentReader.Open(made));
        var stored = table.OpenSegment(conversation, segment.Number, isWholeRead: true);
        _opened.Add(stored);
        return Require(SegmentReader.Open(stored));
    }

    public void Dispose() => _opened.ForEach(stored => stored.Dispose());

    private static SegmentReader Require(SegmentReader? reader) =>
        reader ?? throw new SearchFormatException("A segment that the manifest lists is missing.");
}
