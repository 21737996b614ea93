using FastChat.Client;

namespace FastChat.Samples.Terminal;

/// <summary>Work beside the loop. Being cancelled, or offline, is no accident.</summary>
internal static class Background
{
    public static Task RunAsync(Func<Task> run, CancellationToken cancellation) => Task.Run(() => QuietlyAsync(run), cancellation);

    public static async Task QuietlyAsync(Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChatException or ObjectDisposedException)
        {
            // Quitting, closed or offline: the connection's state on the bar tells it.
        }
    }
}
