namespace FastChat.Client.Accounts;

/// <summary>A refusal: problem+json with our numbers.</summary>
internal sealed record ProblemBody(string? Title, string? Detail, int Code, long? RetryAfterMs, string? Ticket = null);
