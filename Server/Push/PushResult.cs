namespace FastChat.Server.Push;

/// <summary>What became of one push, and what the service said.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">The service's word or status, for the log.</param>
/// <param name="RetryAfter">For how long the service asked to be left alone.</param>
internal readonly record struct PushResult(PushOutcome Outcome, string Reason, TimeSpan RetryAfter = default);
