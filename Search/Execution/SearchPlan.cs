using FastChat.Search.Index;
using FastChat.Search.Queries;

namespace FastChat.Search.Execution;

/// <summary>
/// A query with its names resolved, ready to run over any number of segments and messages. Immutable but for the weights,
/// which are set before it runs.
/// </summary>
public sealed class SearchPlan
{
    /// <summary>How fast more of a word stops counting, and how much a long text is held against it (BM25).</summary>
    private const float Saturation = 1.2f;
    private const float LengthShare = 0.5f;

    /// <summary>Words of a usual message: one scale for all conversations, so that their scores compare.</summary>
    private const float UsualWords = 12;

    private readonly List<PlanTerm> _terms = [];
    private readonly List<PlanClause> _clauses = [];

    private SearchPlan(SearchQuery query)
    {
        FromSeconds = query.FromSeconds;
        UntilSeconds = query.UntilSeconds;
        foreach (var text in query.Texts)
        {
            var numbers = new int[text.Terms.Count];
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = Add(new PlanTerm(text.Terms[i], text.IsPrefix && i == numbers.Length - 1, IsMark: false));
            }

            _clauses.Add(new PlanClause(numbers, IsAlternative: false, text.IsExcluded, Scores: !text.IsExcluded));
        }
    }

    /// <summary>The first second that fits.</summary>
    public long FromSeconds { get; }

    /// <summary>The first second that no longer does.</summary>
    public long UntilSeconds { get; private init; }

    /// <summary>Conditions: as many counts <see cref="Weigh"/> takes.</summary>
    public int ClauseCount => _clauses.Count;

    internal IReadOnlyList<PlanTerm> Terms => _terms;

    internal IReadOnlyList<PlanClause> Clauses => _clauses;

    /// <summary>By clause: how much a hit of it counts.</summary>
    internal float[] Weights { get; private set; } = [];

    /// <summary>Makes a plan.</summary>
    /// <param name="query">The query.</param>
    /// <param name="findAccount">Resolves the value of `from:` and `mentions:`; null: nobody, so that nothing fits.</param>
    public static SearchPlan Create(SearchQuery query, Func<string, UInt128?> findAccount)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(findAccount);
        var plan = new SearchPlan(query);
        var senders = new List<int>();
        foreach (var filter in query.Filters)
        {
            if (filter.Kind == FilterKind.From && !filter.IsExcluded) senders.Add(plan.Add(Mark(Marks.OfSender(Account(filter, findAccount)))));
            else if (filter.Kind != FilterKind.In) plan.AddMark(filter, findAccount);
        }

        // A message has one sender: of several, any will do.
        if (senders.Count > 0) plan._clauses.Add(new PlanClause([.. senders], IsAlternative: true, IsExcluded: false, Scores: false));
        plan.Weights = [.. plan._clauses.Select(_ => 1f)];
        return plan;
    }

    /// <summary>Weighs clauses by how rare their words are in a sample: <see cref="SegmentSearch.Count"/>.</summary>
    /// <param name="counts">By clause: in how many places it stands there at the most.</param>
    /// <param name="documents">Messages of the sample.</param>
    public void Weigh(IReadOnlyList<long> counts, long documents)
    {
        ArgumentNullException.ThrowIfNull(counts);
        for (var i = 0; i < Weights.Length; i++) Weights[i] = (float)Math.Log(1 + ((documents + 1.0) / (counts[i] + 1.0)));
    }

    /// <summary>How much one clause adds to a message's score.</summary>
    internal float Score(int clause, int hits, int words)
    {
        if (!_clauses[clause].Scores) return 0;
        var length = 1 - LengthShare + (LengthShare * words / UsualWords);
        return Weights[clause] * hits * (Saturation + 1) / (hits + (Saturation * length));
    }

    private void AddMark(QueryFilter filter, Func<string, UInt128?> findAccount)
    {
        var mark = filter.Kind switch
        {
            FilterKind.Has => Marks.OfTrait(TraitNames.TryParse(filter.Value, out var trait) ? trait : ContentTraits.Link),
            FilterKind.Mentions when filter.Value.Equals("everyone", StringComparison.OrdinalIgnoreCase) => Marks.OfEveryone(),
            FilterKind.Mentions => Marks.OfMention(Account(filter, findAccount)),
            _ => Marks.OfSender(Account(filter, findAccount)),
        };
        _clauses.Add(new PlanClause([Add(Mark(mark))], IsAlternative: false, filter.IsExcluded, Scores: false));
    }

    /// <summary>No account has the id 0, so its mark is nowhere.</summary>
    private static UInt128 Account(QueryFilter filter, Func<string, UInt128?> findAccount) => findAccount(filter.Value) ?? UInt128.Zero;

    private static PlanTerm Mark(byte[] bytes) => new(bytes, IsPrefix: false, IsMark: true);

    private int Add(PlanTerm term)
    {
        _terms.Add(term);
        return _terms.Count - 1;
    }
}
