namespace FastChat.Client;

/// <summary>The thread under a message: how many replies, and what is new.</summary>
/// <param name="Root">The message's sequence.</param>
/// <param name="ReplyCount">Replies so far; deleted ones are counted, and what came of a blocked account.</param>
/// <param name="LastSequence">The last reply.</param>
/// <param name="LastAt">When it was stored.</param>
/// <param name="UnreadCount">
/// Replies that the account has not read on any device, of threads that it follows: those that it has answered in or begun to read.
/// </param>
public sealed record ThreadSummary(long Root, int ReplyCount, long LastSequence, DateTimeOffset LastAt, int UnreadCount)
{
    /// <summary>Who wrote the last reply; null when it is not on this device.</summary>
    public Account? LastSender { get; init; }
}
