using FastChat.Server.Outbound;

namespace FastChat.Server.Push.Transports;

/// <summary>One call of a push service: what does not reach it is tried again.</summary>
internal static class PushAttempt
{
    public static async Task<PushResult> RunAsync(
        Func<Task<OutboundAnswer>> call, Func<OutboundAnswer, PushResult> judge, CancellationToken cancellation)
    {
        var (answer, reason) = await OutboundAttempt.RunAsync(call, cancellation);
        return answer is null ? new PushResult(PushOutcome.Retry, reason) : judge(answer);
    }
}
