namespace FastChat.Search.Execution;

/// <summary>One condition on a message.</summary>
/// <param name="Terms">Numbers of terms of the plan.</param>
/// <param name="IsAlternative">Any of the terms is enough; otherwise they stand one behind the other.</param>
/// <param name="IsExcluded">The condition must not hold.</param>
/// <param name="Scores">Counts for relevance: it is about words of the text.</param>
internal sealed record PlanClause(int[] Terms, bool IsAlternative, bool IsExcluded, bool Scores);
