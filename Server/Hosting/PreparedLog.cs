using FastChat.Storage;

namespace FastChat.Server.Hosting;

/// <summary>Once after the start, beside everything else: gives commits a log file that has its size already.</summary>
internal sealed partial class PreparedLog(ChatDatabase database, ILogger<PreparedLog> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(
        () =>
        {
            try
            {
                if (!database.PrepareLog(stoppingToken) && !stoppingToken.IsCancellationRequested) LogNotPrepared(null);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // The server stops, or did not start: there is nobody to commit for.
            }
            catch (StorageException failure)
            {
                LogNotPrepared(failure);
            }
        },
        CancellationToken.None);

    [LoggerMessage(Diagnostics.EventIds.Hosting + 3, LogLevel.Warning, "The log could not be prepared: commits work, but slower")]
    private partial void LogNotPrepared(Exception? failure);
}
