using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Diagnostics;
using FastChat.Server.Handlers;

namespace FastChat.Server.Hosting;

/// <summary>Asks the host's hook about what is sent: a bounded number at once, each for a bounded time. Thread-safe.</summary>
internal sealed partial class ReviewedSends(FastChatHooks hooks, TimeProvider time, ILogger<ReviewedSends> log) : ISendReview, IDisposable
{
    private readonly SemaphoreSlim _places = new(hooks.BeforeSendConcurrentMax, hooks.BeforeSendConcurrentMax);

    public async ValueTask<(Code Code, string Message)?> ReviewAsync(
        AccountId account, DeviceId device, ConversationId conversation, OutgoingEntry entry)
    {
        // Nobody waits in line: a connection that is told to come back costs nothing meanwhile.
        if (!await _places.WaitAsync(TimeSpan.Zero)) return (Code.Busy, "Too much is being looked at; send again shortly.");
        try
        {
            using var timeout = new CancellationTokenSource(hooks.BeforeSendTimeout, time);
            var asked = hooks.BeforeSend!.OnSendingAsync(HookEntries.Of(account, device, conversation, entry), timeout.Token).AsTask();
            // A hook that does not heed its token must not hold the connection.
            var verdict = await asked.WaitAsync(timeout.Token);
            return verdict.IsAllowed ? null : (Code.MessageRefused, verdict.Reason);
        }
        catch (Exception failure)
        {
            if (failure is OperationCanceledException) LogLate();
            else LogFailed(failure);
            return hooks.BeforeSendFailsOpen ? null : (Code.Busy, "What was sent could not be looked at; send again shortly.");
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    [LoggerMessage(EventIds.Hosting + 10, LogLevel.Warning, "The host's before-send hook took too long")]
    private partial void LogLate();

    [LoggerMessage(EventIds.Hosting + 11, LogLevel.Error, "The host's before-send hook failed")]
    private partial void LogFailed(Exception failure);
}
