using FastChat.Server.Outbound;

namespace FastChat.Server.Push.Transports;

/// <summary>One call of a push service: what does not reach it is an outcome, not an exception.</summary>
internal static class PushAttempt
{
    public static async Task<PushResult> RunAsync(
        Func<Task<OutboundAnswer>> call, Func<OutboundAnswer, PushResult> judge, CancellationToken cancellation)
    {
        try
        {
            return judge(await call());
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new PushResult(PushOutcome.Retry, failure is HttpRequestException { HttpRequestError: var error } ? error.ToString() : "io");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new PushResult(PushOutcome.Retry, "timeout");
        }
    }
}
