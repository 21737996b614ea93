namespace FastChat.Tests.Support;

/// <summary>Waits for what no task tells.</summary>
internal static class Conditions
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    /// <summary>The same for what has to be asked for; not so often that the limit of requests comes before the answer.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pace = new PeriodicTimer(Pace);
        while (!await condition())
        {
            await pace.WaitForNextTickAsync(patience.Token);
        }
    }

    public static async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();

            // Behind what the pool has to do already; a yield would go before it.
            await Task.Factory.StartNew(
                static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
        }
    }
}
