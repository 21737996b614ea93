namespace FastChat.Client;

/// <summary>
/// A request that did not succeed. <see cref="Code"/> says why and, through <see cref="ErrorCodeAdvice"/>, what to do;
/// the message is English, for developers. The only exception that the SDK throws for what happens outside the program
/// (besides <see cref="OperationCanceledException"/> and <see cref="ObjectDisposedException"/>).
/// </summary>
public sealed class ChatException : Exception
{
    /// <summary>Nothing is known.</summary>
    public ChatException()
        : this(ErrorCode.Internal, "The request failed.")
    {
    }

    /// <summary>Only words are known.</summary>
    /// <param name="message">What happened, in English.</param>
    public ChatException(string message)
        : this(ErrorCode.Internal, message)
    {
    }

    /// <summary>Words and a cause.</summary>
    /// <param name="message">What happened, in English.</param>
    /// <param name="innerException">What caused it.</param>
    public ChatException(string message, Exception? innerException)
        : this(ErrorCode.Internal, message, null, innerException)
    {
    }

    /// <summary>A numbered failure.</summary>
    /// <param name="code">Why.</param>
    /// <param name="message">What happened, in English.</param>
    /// <param name="retryAfter">When to try again; null without advice.</param>
    /// <param name="innerException">What caused it.</param>
    public ChatException(ErrorCode code, string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        RetryAfter = retryAfter;
    }

    /// <summary>Why. Numbers that this version does not know occur too; their range still gives the advice.</summary>
    public ErrorCode Code { get; }

    /// <summary>When the server suggests to try again; null without advice.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>With <see cref="ErrorCode.SecondStepNeeded"/>: what shows that the first step is done.</summary>
    internal string? Ticket { get; init; }
}
