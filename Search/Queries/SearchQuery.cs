namespace FastChat.Search.Queries;

/// <summary>
/// A query, understood: `word`, `pre*`, `"a phrase"`, filters `from:` `in:` `has:` `before:` `after:` `mentions:`; a minus sign
/// before any of them excludes. All must fit; of several `from:` or `in:` one.
/// </summary>
/// <param name="Texts">What to look for in texts.</param>
/// <param name="Filters">All but dates, in order.</param>
/// <param name="FromSeconds">The first second, of 1970, that fits.</param>
/// <param name="UntilSeconds">The first second that no longer does.</param>
public sealed record SearchQuery(
    IReadOnlyList<QueryText> Texts, IReadOnlyList<QueryFilter> Filters, long FromSeconds, long UntilSeconds)
{
    /// <summary>Reads a query.</summary>
    /// <exception cref="QueryException">It cannot be understood; the exception says what and where.</exception>
    public static SearchQuery Parse(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new QueryParser(query).Run();
    }
}
