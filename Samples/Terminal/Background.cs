using FastChat.Client;

namespace FastChat.Samples.Terminal;

/// <summary>Work beside the loop. Being cancelled, or offline, is no accident.</summary>
internal static class Background
{
    /// <summary>Ends well also when it is quit before it began.</summary>
    public static Task RunAsync(Func<Task> run) => Task.Run(() => QuietlyAsync(run));

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
