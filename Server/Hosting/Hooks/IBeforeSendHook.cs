namespace FastChat.Server.Hosting;

/// <summary>Decides whether what a client sends is taken. While it thinks, nothing else of that connection is read; others go on.</summary>
public interface IBeforeSendHook
{
    /// <summary>
    /// Asked once for each try of an entry, before the server looks at rights. May be asked again about what is stored already (the
    /// client did not get the answer): decide alike.
    /// </summary>
    /// <param name="entry">What is sent.</param>
    /// <param name="cancellationToken">Ends with the time-out.</param>
    ValueTask<SendVerdict> OnSendingAsync(HookEntry entry, CancellationToken cancellationToken);
}
