using FastChat.Search.Index;

namespace FastChat.Search.Execution;

/// <summary>
/// Runs a plan over segments, one after the other. Reads the pieces of the plan's terms, and of messages only the blocks with
/// hits. One thread at a time.
/// </summary>
public sealed class SegmentSearch(SearchPlan plan)
{
    /// <summary>Blocks of messages looked at first when the newest are wanted, and by how much more each time.</summary>
    private const int FirstWindowBlocks = 2;
    private const int WindowGrowth = 4;

    private readonly SearchPlan _plan = plan;
    private readonly TermPlaces?[] _places = new TermPlaces?[plan.Terms.Count];
    private readonly int[]?[] _lists = new int[]?[plan.Terms.Count];
    private readonly DocumentBlock _block = new();
    private SegmentReader _segment = null!;
    private int _loaded;

    /// <summary>Some words with a prefix were left out, because there are too many.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Adds the messages of a segment that fit to the hits.</summary>
    /// <exception cref="SearchFormatException">The segment is damaged.</exception>
    public void Run(SegmentReader segment, SearchScope scope, TopHits hits)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(hits);
        Open(segment);
        var (first, end) = Blocks(scope);
        if (first < end && FindTerms()) RunBlocks(first, end, scope, hits);
    }

    /// <summary>Adds to each clause's count in how many places it stands here at the most: a sample for <see cref="SearchPlan.Weigh"/>.</summary>
    public void Count(SegmentReader segment, long[] counts)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(counts);
        Open(segment);
        for (var clause = 0; clause < _plan.Clauses.Count; clause++)
        {
            if (!_plan.Clauses[clause].Scores) continue;
            var least = long.MaxValue;
            foreach (var term in _plan.Clauses[clause].Terms) least = Math.Min(least, Find(term) ? PlaceCount(term) : 0);
            counts[clause] += least;
        }
    }

    private void Open(SegmentReader segment)
    {
        (_segment, _loaded) = (segment, -1);
        Array.Clear(_places);
        Array.Clear(_lists);
    }

    /// <summary>The blocks that may hold what is in scope and in time.</summary>
    private (int First, int End) Blocks(SearchScope scope)
    {
        var table = _segment.Documents;
        if (_segment.LastSequence < scope.FirstSequence || _segment.LastSeconds < _plan.FromSeconds) return (0, 0);
        var end = table.BlockCount;
        while (end > 0 && (table.FirstSequence(end - 1) > scope.LastSequence || table.FirstSeconds(end - 1) >= _plan.UntilSeconds)) end--;
        var first = 0;
        while (first + 1 < end && (table.FirstSequence(first + 1) <= scope.FirstSequence || table.FirstSeconds(first + 1) < _plan.FromSeconds)) first++;
        return (first, end);
    }

    private void RunBlocks(int first, int end, SearchScope scope, TopHits hits)
    {
        var window = hits.Order == HitOrder.Time ? FirstWindowBlocks : end - first;
        while (end > first)
        {
            // Nothing in what is left is younger than the block behind it.
            var newest = end < _segment.Documents.BlockCount ? _segment.Documents.FirstSeconds(end) : _segment.LastSeconds;
            if (hits.Order == HitOrder.Time && !hits.WouldTake(0, newest)) return;
            var from = Math.Max(first, end - window);
            RunWindow(from, end, scope, hits);
            end = from;
            window *= WindowGrowth;
        }
    }

    private void RunWindow(int firstBlock, int endBlock, SearchScope scope, TopHits hits)
    {
        var (required, excluded) = OpenClauses();
        var driver = required[0];
        var windowEnd = _segment.Documents.FirstPlace(endBlock);
        for (var place = driver.Next(_segment.Documents.FirstPlace(firstBlock)); place < windowEnd;)
        {
            var index = Load(place);
            var (from, to) = (_block.Starts[index], _block.Starts[index + 1]);
            var next = FirstPossible(required, from, to);
            if (next == from && Score(required, excluded, from, to) is { } score) Add(index, score, scope, hits);
            if (Math.Max(next, to) >= windowEnd) return;
            // On with the first message that may hold all of them: from its start, where others may stand.
            place = driver.Next(next == from ? to : _block.Starts[Load(next)]);
        }
    }

    /// <summary>Loads the block that holds a place; which of its messages does.</summary>
    private int Load(int place)
    {
        var table = _segment.Documents;
        if (_loaded < 0 || place < table.FirstPlace(_loaded) || place >= table.FirstPlace(_loaded + 1))
        {
            table.Load(_loaded = table.BlockOf(place), _block);
        }

        return _block.Find(place);
    }

    /// <summary>The message's start if each clause may hold in it; else where the next one is that may.</summary>
    private static int FirstPossible(ClauseCursor[] required, int from, int to)
    {
        for (var i = 1; i < required.Length; i++)
        {
            var next = required[i].Next(from);
            if (next >= to) return next;
        }

        return from;
    }

    private float? Score(ClauseCursor[] required, ClauseCursor[] excluded, int from, int to)
    {
        var score = 0f;
        foreach (var clause in required)
        {
            var count = clause.CountIn(from, to);
            if (count == 0) return null;
            score += _plan.Score(clause.Clause, count, to - from - 1);
        }

        foreach (var clause in excluded)
        {
            if (clause.CountIn(from, to) > 0) return null;
        }

        return score;
    }

    private void Add(int index, float score, SearchScope scope, TopHits hits)
    {
        var newest = _loaded + 1 < _segment.Documents.BlockCount ? _segment.Documents.FirstSeconds(_loaded + 1) : _segment.LastSeconds;
        if (!hits.WouldTake(score, newest)) return;
        var (sequence, seconds) = (_block.Sequence(index), _block.Seconds(index));
        if (seconds < _plan.FromSeconds || seconds >= _plan.UntilSeconds || !scope.Holds(sequence)) return;
        hits.Add(new SearchHit(scope.Conversation, sequence, seconds, score));
    }

    /// <summary>Cursors from the start, the clause that holds least often first.</summary>
    private (ClauseCursor[] Required, ClauseCursor[] Excluded) OpenClauses()
    {
        var required = new List<ClauseCursor>();
        var excluded = new List<ClauseCursor>();
        for (var number = 0; number < _plan.Clauses.Count; number++)
        {
            var clause = _plan.Clauses[number];
            if (clause.IsExcluded && !Array.TrueForAll(clause.Terms, IsFound)) continue;
            PlaceCursor[] cursors = clause.IsAlternative ? [Union(clause.Terms)] : [.. clause.Terms.Select(Cursor)];
            (clause.IsExcluded ? excluded : required).Add(new ClauseCursor(number, cursors));
        }

        required.Sort((a, b) => a.Count.CompareTo(b.Count));
        return ([.. required], [.. excluded]);
    }

    /// <summary>Looks all terms up; false: something that is required is nowhere.</summary>
    private bool FindTerms()
    {
        foreach (var clause in _plan.Clauses)
        {
            // All of them, so that each is looked up.
            var found = clause.Terms.Count(Find);
            if (!clause.IsExcluded && found < (clause.IsAlternative ? 1 : clause.Terms.Length)) return false;
        }

        return true;
    }

    private bool Find(int number)
    {
        var term = _plan.Terms[number];
        if (!term.IsPrefix)
        {
            if (!_segment.TryFind(term.Bytes, out var places)) return false;
            _places[number] = places;
            return true;
        }

        var found = new List<TermPlaces>();
        IsIncomplete |= !_segment.TryFindAll(term.Bytes, SearchLimits.PrefixPositionsMax, found);
        _lists[number] = Collect(found);
        return found.Count > 0;
    }

    private bool IsFound(int number) => PlaceCount(number) > 0;

    private int PlaceCount(int number) => _lists[number]?.Length ?? _places[number]?.Count ?? 0;

    private PlaceCursor Cursor(int number) => _lists[number] is { } list
        ? new ListCursor(list)
        : new TermPlaceCursor(_segment, _places[number]!.Value);

    private ListCursor Union(int[] numbers) =>
        new(Collect([.. numbers.Select(number => _places[number]).Where(places => places is not null).Select(places => places!.Value)]));

    private int[] Collect(List<TermPlaces> all)
    {
        var places = new List<int>(all.Sum(term => term.Count));
        foreach (var term in all) PlaceReader.ReadAll(_segment, term, places);
        if (all.Count > 1) places.Sort();
        return [.. places];
    }
}
