namespace FastChat.Server.Hosting;

/// <summary>Takes pushes in the server's place, or lets them go on.</summary>
public interface IPushHook
{
    /// <summary>Given each push that is due.</summary>
    /// <param name="push">To whom, and about what.</param>
    /// <param name="cancellationToken">Ends with the server.</param>
    /// <returns>True: it is dealt with. False: the server makes it. An exception: it is tried again later.</returns>
    ValueTask<bool> OnPushingAsync(HookPush push, CancellationToken cancellationToken);
}
