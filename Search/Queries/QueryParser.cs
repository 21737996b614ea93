using FastChat.Search.Index;
using FastChat.Search.Text;

namespace FastChat.Search.Queries;

/// <summary>Reads one query, from left to right.</summary>
internal sealed class QueryParser(string query)
{
    private static readonly (string Name, FilterKind Kind)[] FilterNames =
    [
        ("from:", FilterKind.From), ("in:", FilterKind.In), ("has:", FilterKind.Has), ("before:", FilterKind.Before),
        ("after:", FilterKind.After), ("mentions:", FilterKind.Mentions),
    ];

    private readonly List<QueryText> _texts = [];
    private readonly List<QueryFilter> _filters = [];
    private readonly Tokenizer _tokenizer = new();
    private long _from = long.MinValue;
    private long _until = long.MaxValue;
    private int _at;
    private int _terms;

    public SearchQuery Run()
    {
        if (query.Length > SearchLimits.QueryCharsMax)
        {
            throw Wrong(QueryProblem.TooLong, SearchLimits.QueryCharsMax, $"A query has at most {SearchLimits.QueryCharsMax} characters.");
        }

        while (SkipSpaces())
        {
            ReadClause();
            if (_texts.Count + _filters.Count > SearchLimits.QueryClausesMax || _terms > SearchLimits.QueryTermsMax)
            {
                throw Wrong(QueryProblem.TooManyClauses, _at, $"A query has at most {SearchLimits.QueryClausesMax} parts and {SearchLimits.QueryTermsMax} words.");
            }
        }

        RequireSomething();
        return new SearchQuery(_texts, _filters, _from, _until);
    }

    private void RequireSomething()
    {
        if (_texts.Exists(text => !text.IsExcluded) || _filters.Exists(filter => filter.Kind != FilterKind.In && !filter.IsExcluded)) return;
        var excludes = _texts.Count > 0 || _filters.Exists(filter => filter.IsExcluded);
        throw excludes
            ? Wrong(QueryProblem.OnlyExclusions, 0, "A query that only excludes finds nothing.")
            : Wrong(QueryProblem.Empty, 0, "There is no word to look for.");
    }

    private void ReadClause()
    {
        var at = _at;
        var isExcluded = query[_at] == '-' && _at + 1 < query.Length && !char.IsWhiteSpace(query[_at + 1]);
        if (isExcluded) _at++;
        foreach (var (name, kind) in FilterNames)
        {
            if (string.Compare(query, _at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) != 0) continue;
            _at += name.Length;
            AddFilter(kind, ReadValue(), isExcluded, at);
            return;
        }

        if (query[_at] == '"') AddText(ReadQuoted(), isPrefix: false, isExcluded, at);
        else ReadWord(isExcluded, at);
    }

    private void ReadWord(bool isExcluded, int at)
    {
        var start = _at;
        while (_at < query.Length && !char.IsWhiteSpace(query[_at]) && query[_at] != '"') _at++;
        var word = query[start.._at];
        AddText(word.TrimEnd('*'), word.EndsWith('*'), isExcluded, at);
    }

    private string ReadValue()
    {
        if (_at < query.Length && query[_at] == '"') return ReadQuoted();
        var start = _at;
        while (_at < query.Length && !char.IsWhiteSpace(query[_at])) _at++;
        return query[start.._at];
    }

    private string ReadQuoted()
    {
        var end = query.IndexOf('"', _at + 1);
        if (end < 0) throw Wrong(QueryProblem.OpenPhrase, _at, "A phrase has no closing quotation mark.");
        var quoted = query[(_at + 1)..end];
        _at = end + 1;
        return quoted;
    }

    private void AddText(string text, bool isPrefix, bool isExcluded, int at)
    {
        var sink = new TermSink();
        _tokenizer.Run(text, ref sink);
        var terms = sink.Terms;
        // Nothing but punctuation.
        if (terms.Count == 0) return;
        if (sink.LastIsIdeograph)
        {
            // The last of a run stands alone in an index only at a run's end; it is part of the pair before it anyway. By itself
            // it is looked for as the beginning of pairs.
            if (terms.Count > 1 && sink.LastIsPaired) terms.RemoveAt(terms.Count - 1);
            else isPrefix = true;
        }
        else if (isPrefix && sink.LastLetters < SearchLimits.PrefixLettersMin)
        {
            throw Wrong(QueryProblem.ShortPrefix, at, $"A prefix has at least {SearchLimits.PrefixLettersMin} letters.");
        }

        _terms += terms.Count;
        _texts.Add(new QueryText(terms, isPrefix, isExcluded));
    }

    private void AddFilter(FilterKind kind, string value, bool isExcluded, int at)
    {
        if (value.Length == 0) throw Wrong(QueryProblem.EmptyFilter, at, "A filter has a value after its colon.");
        if (kind is FilterKind.Before or FilterKind.After)
        {
            if (isExcluded) throw Wrong(QueryProblem.BadExclusion, at, "Dates cannot be excluded.");
            if (!QueryDates.TryParse(value, out var seconds))
            {
                throw Wrong(QueryProblem.BadDate, at, "A date is written as 2026-11-27 or 2026-11-27T09:30+01:00.");
            }

            if (kind == FilterKind.Before) _until = Math.Min(_until, seconds);
            else _from = Math.Max(_from, seconds);
            return;
        }

        if (kind == FilterKind.Has && !TraitNames.TryParse(value, out _))
        {
            throw Wrong(QueryProblem.BadTrait, at, $"has: knows {string.Join(", ", TraitNames.All)}.");
        }

        _terms++;
        _filters.Add(new QueryFilter(kind, value, isExcluded, at));
    }

    private bool SkipSpaces()
    {
        while (_at < query.Length && char.IsWhiteSpace(query[_at])) _at++;
        return _at < query.Length;
    }

    private static QueryException Wrong(QueryProblem problem, int at, string message) => new(problem, at, message);
}
