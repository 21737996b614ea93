namespace FastChat.Client;

/// <summary>The connection's state, with its reason.</summary>
/// <param name="State">What it is doing.</param>
/// <param name="Code">Why it is not live; null when nothing went wrong.</param>
/// <param name="Attempt">How many attempts have failed since it was last live.</param>
/// <param name="RetryAt">When the next attempt begins; null when none is planned.</param>
public sealed record ConnectionStatus(
    ConnectionState State,
    ErrorCode? Code = null,
    int Attempt = 0,
    DateTimeOffset? RetryAt = null);
