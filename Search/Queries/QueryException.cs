namespace FastChat.Search.Queries;

/// <summary>A query that cannot be understood.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="at">Where, in UTF-16 code units from the query's start.</param>
/// <param name="message">The same for a developer to read.</param>
public sealed class QueryException(QueryProblem problem, int at, string message) : Exception(message)
{
    public QueryProblem Problem { get; } = problem;

    public int At { get; } = at;
}
