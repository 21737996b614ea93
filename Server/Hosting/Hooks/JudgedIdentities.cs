using FastChat.Protocol;
using FastChat.Server.Accounts;
using FastChat.Server.Diagnostics;
using FastChat.Server.Routing;

namespace FastChat.Server.Hosting;

/// <summary>Asks the host's directory who somebody is. Whoever it cannot ask about does not get in.</summary>
internal sealed partial class JudgedIdentities(FastChatHooks hooks, ILogger<JudgedIdentities> log) : IIdentityCheck
{
    public async ValueTask<(bool IsGenuine, string? DisplayName)?> JudgeAsync(string handle, string password, CancellationToken cancellation)
    {
        try
        {
            return await hooks.Identity!.OnSigningInAsync(handle, password, cancellation) is { } verdict
                ? (verdict.IsGenuine, verdict.DisplayName)
                : null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailed(failure);
            throw new RefusalException(Code.Busy, "Who you are cannot be checked now; try again shortly.");
        }
    }

    [LoggerMessage(EventIds.Hosting + 12, LogLevel.Error, "The host's identity hook failed")]
    private partial void LogFailed(Exception failure);
}
