namespace FastChat.Server.Hosting;

/// <summary>
/// Judges what was said after it was stored, where an answer takes longer than a sender can wait: a classifier, a person. Members may have
/// read it by then. Of one conversation it is asked in order, one entry after the other; where it stands is kept across restarts.
/// </summary>
public interface IModerationHook
{
    /// <summary>Asked about a message or an edit that is durable; again after an exception or a crash.</summary>
    /// <param name="entry">What was stored.</param>
    /// <param name="cancellationToken">Ends with the server.</param>
    ValueTask<ModerationVerdict> OnStoredAsync(HookEntry entry, CancellationToken cancellationToken);
}
