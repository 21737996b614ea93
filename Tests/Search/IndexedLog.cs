using FastChat.Search.Execution;
using FastChat.Search.Index;
using FastChat.Search.Queries;

namespace FastChat.Tests.Search;

/// <summary>
/// One conversation's messages and their index as storage keeps it: segments from old to new, and the newest changes that no
/// segment holds yet.
/// </summary>
internal sealed class IndexedLog
{
    public const ulong Me = 42;

    private readonly List<Pieces> _segments = [];
    private readonly Dictionary<long, SearchDocument?> _waiting = [];
    private readonly HashSet<long> _indexed = [];

    /// <summary>What is true now.</summary>
    public SortedDictionary<long, SearchDocument> Messages { get; } = [];

    public int SegmentCount => _segments.Count;

    public void Put(SearchDocument document)
    {
        Messages[document.Sequence] = document;
        _waiting[document.Sequence] = document;
    }

    public void Delete(long sequence)
    {
        Messages.Remove(sequence);
        _waiting[sequence] = null;
    }

    /// <summary>Makes a segment of what waits.</summary>
    public void Index()
    {
        var builder = new SegmentBuilder();
        foreach (var (sequence, document) in _waiting.OrderBy(change => change.Key))
        {
            if (document is not null) builder.Add(document);
            if (_indexed.Contains(sequence)) builder.Mask(sequence);
            _indexed.Add(sequence);
        }

        if (builder.IsEmpty) return;
        var pieces = new Pieces();
        builder.Build(pieces);
        _segments.Add(pieces);
        _waiting.Clear();
    }

    /// <summary>Merges some neighbours.</summary>
    public void Merge(int first, int count)
    {
        var pieces = new Pieces();
        var merged = _segments.GetRange(first, count);
        SegmentMerger.Run([.. merged.Select(segment => segment.Open())], first == 0 ? 0 : long.MaxValue, pieces);
        _segments.RemoveRange(first, count);
        _segments.Insert(first, pieces);
    }

    public IReadOnlyList<SearchHit> Search(
        string query, HitOrder order = HitOrder.Time, int limit = 100, SearchHit? after = null, long first = 1, long last = long.MaxValue)
    {
        var plan = Plan(query);
        var hits = new TopHits(order, limit, after);
        var masks = new HashSet<long>();
        var match = new DocumentMatch(plan);
        var segments = new SegmentSearch(plan);
        foreach (var (sequence, document) in _waiting)
        {
            masks.Add(sequence);
            if (document is not null && sequence >= first && sequence <= last && match.Fits(document, out var score))
            {
                hits.Add(new SearchHit(1, sequence, document.Seconds, score));
            }
        }

        for (var i = _segments.Count - 1; i >= 0; i--)
        {
            var segment = _segments[i].Open();
            segments.Run(segment, new SearchScope(1, first, last, masks), hits);
            masks.UnionWith(segment.Masks.ToArray());
        }

        Assert.That(segments.IsIncomplete, Is.False);
        return hits.Take();
    }

    public static SearchPlan Plan(string query) => SearchPlan.Create(
        SearchQuery.Parse(query),
        name => name == "me" ? Me : ulong.TryParse(name, out var number) ? number : null);
}
