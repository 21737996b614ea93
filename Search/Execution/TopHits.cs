namespace FastChat.Search.Execution;

/// <summary>The first hits of an order, behind the last one of the page before. Bounded by the page.</summary>
public sealed class TopHits
{
    private readonly PriorityQueue<SearchHit, SearchHit> _hits;
    private readonly HitOrder _order;
    private readonly int _limit;
    private readonly SearchHit? _after;

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

    public void Add(in SearchHit hit)
    {
        if (_after is { } after && hit.Compare(in after, _order) <= 0) return;
        if (_hits.Count < _limit)
        {
            _hits.Enqueue(hit, hit);
            return;
        }

        HasMore = true;
        _hits.EnqueueDequeue(hit, hit);
    }

    /// <summary>The hits in order; empty afterwards.</summary>
    public IReadOnlyList<SearchHit> Take()
    {
        var hits = new SearchHit[_hits.Count];
        for (var i = hits.Length - 1; i >= 0; i--) hits[i] = _hits.Dequeue();
        return hits;
    }
}
