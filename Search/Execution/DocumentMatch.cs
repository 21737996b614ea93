using FastChat.Search.Index;
using FastChat.Search.Text;

namespace FastChat.Search.Execution;

/// <summary>
/// Tries a plan on single messages: those that no segment holds yet, and those found, to show where. Reusable; one thread at a
/// time.
/// </summary>
public sealed class DocumentMatch(SearchPlan plan)
{
    private readonly Tokenizer _tokenizer = new();
    private readonly List<(int Place, TextRange Range)>[] _found =
        [.. plan.Terms.Select(_ => new List<(int, TextRange)>())];

    /// <summary>Whether the message fits, time included, and how well.</summary>
    public bool Fits(SearchDocument document, out float score)
    {
        ArgumentNullException.ThrowIfNull(document);
        score = 0;
        if (document.Seconds < plan.FromSeconds || document.Seconds >= plan.UntilSeconds) return false;
        var words = Find(document);
        for (var number = 0; number < plan.Clauses.Count; number++)
        {
            var clause = plan.Clauses[number];
            var count = Count(clause, null);
            if (count > 0 == clause.IsExcluded) return false;
            score += plan.Score(number, count, words);
        }

        return true;
    }

    /// <summary>Where the words of the plan stand in the text: ascending, not overlapping.</summary>
    public IReadOnlyList<TextRange> Highlight(SearchDocument document)
    {
        Find(document);
        var ranges = new List<TextRange>();
        foreach (var clause in plan.Clauses)
        {
            if (clause.Scores) Count(clause, ranges);
        }

        ranges.Sort((a, b) => a.Start.CompareTo(b.Start));
        return Join(ranges);
    }

    private int Find(SearchDocument document)
    {
        foreach (var list in _found) list.Clear();
        var sink = new Sink(plan, _found);
        Marks.Visit(document, ref sink);
        return _tokenizer.Run(document.Text, ref sink);
    }

    private int Count(PlanClause clause, List<TextRange>? ranges)
    {
        if (clause.IsAlternative) return clause.Terms.Sum(term => _found[term].Count);
        var count = 0;
        foreach (var (place, range) in _found[clause.Terms[0]])
        {
            var last = range;
            var holds = true;
            for (var i = 1; i < clause.Terms.Length && holds; i++)
            {
                var at = _found[clause.Terms[i]].FindIndex(found => found.Place == place + i);
                holds = at >= 0;
                if (holds) last = _found[clause.Terms[i]][at].Range;
            }

            if (!holds) continue;
            count++;
            ranges?.Add(new TextRange(range.Start, last.End - range.Start));
        }

        return count;
    }

    private static List<TextRange> Join(List<TextRange> ranges)
    {
        var joined = new List<TextRange>();
        foreach (var range in ranges)
        {
            if (joined.Count > 0 && joined[^1] is var last && range.Start <= last.End)
            {
                joined[^1] = new TextRange(last.Start, Math.Max(last.End, range.End) - last.Start);
            }
            else if (joined.Count < SearchLimits.HighlightsMax)
            {
                joined.Add(range);
            }
        }

        return joined;
    }

    private readonly ref struct Sink(SearchPlan plan, List<(int Place, TextRange Range)>[] found) : ITokenSink, IMarkVisitor
    {
        public void Visit(scoped ReadOnlySpan<byte> mark) => Note(mark, 0, default);

        public void Add(scoped ReadOnlySpan<byte> term, int position, int start, int length) =>
            Note(term, position + 1, new TextRange(start, length));

        private void Note(ReadOnlySpan<byte> term, int place, TextRange range)
        {
            for (var i = 0; i < found.Length; i++)
            {
                // A text cannot write a mark, but a mark's bytes might begin like a word.
                if (plan.Terms[i].Fits(term) && plan.Terms[i].IsMark == (place == 0)) found[i].Add((place, range));
            }
        }
    }
}
