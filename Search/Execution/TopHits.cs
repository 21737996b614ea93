namespace FastChat.Search.Execution;

/// <summary>The first hits of an order, behind the last one of the page before. Bounded by the page.</summary>
public sealed class TopHits
{
    private readonly PriorityQueue<SearchHit, SearchHit> _hits;
    private readonly HitOrder _order;
    private readonly int _limit;
    private readonly SearchHit? _after;
    private readonly HashSet<(UInt128 Conversation, long Sequence)> _held = [];

    /// <param name="order">What comes first.</param>
    /// <param name="limit">Hits of a page.</param>
    /// <param name="after">The last one of the page before; null: from the first one.</param>
    public TopHits(HitOrder order, int limit, SearchHit? after)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        (_order, _limit, _after) = (order, limit, after);
        // The last in order leaves first.
        _hits = new PriorityQueue<SearchHit, SearchHit>(limit + 1, Comparer<SearchHit>.Create((a, b) => b.Compare(in a, order)));
    }

    public HitOrder Order => _order;

    /// <summary>There may be more behind the last one: a hit had to leave, or was not taken for lack of room.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Whether a hit of at most this score and time could still come into the page.</summary>
    public bool WouldTake(float score, long seconds)
    {
        var best = new SearchHit(UInt128.MaxValue, long.MaxValue, seconds, score);
        if (_hits.Count < _limit || best.Compare(_hits.Peek(), _order) < 0) return true;
        HasMore = true;
        return false;
    }

    /// <summary>Takes a hit if it belongs into the page; the same message again changes nothing.</summary>
    public void Add(in SearchHit hit)
    {
        if (_after is { } after && hit.Compare(in after, _order) <= 0) return;
        if (!_held.Add((hit.Conversation, hit.Sequence))) return;
        _hits.Enqueue(hit, hit);
        if (_hits.Count <= _limit) return;
        HasMore = true;
        var last = _hits.Dequeue();
        _held.Remove((last.Conversation, last.Sequence));
    }

    /// <summary>The hits in order; empty afterwards.</summary>
    public IReadOnlyList<SearchHit> Take()
    {
        var hits = new SearchHit[_hits.Count];
        for (var i = hits.Length - 1; i >= 0; i--) hits[i] = _hits.Dequeue();
        _held.Clear();
        return hits;
    }
}
