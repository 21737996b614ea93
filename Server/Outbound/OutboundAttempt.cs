namespace FastChat.Server.Outbound;

/// <summary>One call of another server: that it was not reached is a reason, not an exception.</summary>
internal static class OutboundAttempt
{
    /// <returns>The answer; or null, and why there is none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; that it took too long is a reason.</exception>
    public static async Task<(OutboundAnswer? Answer, string Reason)> RunAsync(
        Func<Task<OutboundAnswer>> call, CancellationToken cancellation)
    {
        try
        {
            return (await call(), "");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return (null, failure is HttpRequestException { HttpRequestError: var error } ? error.ToString() : "io");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, "timeout");
        }
    }
}
