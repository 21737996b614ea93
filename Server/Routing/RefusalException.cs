using FastChat.Protocol;

namespace FastChat.Server.Routing;

/// <summary>
/// An expected refusal of an awaited operation: a numbered code that its caller is to be told. The send path does not use
/// it (there a refusal is a value).
/// </summary>
internal sealed class RefusalException(Code code, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public Code Code { get; } = code;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>With what the caller goes on, where the refusal is only half of one (HTTP).</summary>
    public string? Ticket { get; init; }
}
