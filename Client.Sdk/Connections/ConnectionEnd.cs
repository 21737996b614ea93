namespace FastChat.Client.Connections;

/// <summary>Why a connection ended.</summary>
/// <param name="Code">The server's close code, or our own (Unreachable, ConnectionLost, CloseTimeout).</param>
/// <param name="Message">For developers.</param>
/// <param name="RetryAfter">The server's hint.</param>
internal sealed record ConnectionEnd(ErrorCode Code, string Message, TimeSpan? RetryAfter = null)
{
    public ChatException ToException() => new(Code, Message, RetryAfter);
}
