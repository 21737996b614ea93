namespace FastChat.Server.Hosting;

/// <summary>
/// Follows what happens in conversations. Of one conversation it is told in order, one entry after the other; what it throws at is told
/// again later, and holds up that conversation alone. Where it stands is kept across restarts.
/// </summary>
public interface IAfterSendHook
{
    /// <summary>Told of an entry that is durable; again after an exception or a crash.</summary>
    /// <param name="entry">What was stored.</param>
    /// <param name="cancellationToken">Ends with the server.</param>
    ValueTask OnSentAsync(HookEntry entry, CancellationToken cancellationToken);
}
