using FastChat.Server.Concurrency;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>
/// Removes what nobody needs, beside everything else: once after the start, files that an interrupted upload left; then, at intervals, uploads
/// that have expired and blobs that nothing refers to.
/// </summary>
internal sealed partial class MediaSweep(
    ChatDatabase database,
    MediaFiles files,
    PartialUploads uploads,
    MediaCollector collector,
    TimeProvider time,
    Live<MediaOptions> options,
    ILogger<MediaSweep> log) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        uploads.SweepFiles();
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => RunAsync(stoppingToken), CancellationToken.None);

    private async Task RunAsync(CancellationToken stopping)
    {
        await TryAsync(() => Task.FromResult(files.Sweep(media => database.Media.Read(media) is not null, stopping)), stopping);
        while (!stopping.IsCancellationRequested)
        {
            await TryAsync(() => uploads.RemoveExpiredAsync(stopping), stopping);
            await TryAsync(() => collector.RunAsync(stopping), stopping);
            await Task.Delay(options.Value.SweepInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryAsync(Func<Task<int>> sweep, CancellationToken stopping)
    {
        try
        {
            var removed = await sweep();
            if (removed > 0) LogRemoved(removed);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops; the next start goes on.
        }
        catch (Exception failure) when (failure is IOException or StorageException or UnauthorizedAccessException or RefusalException or ObjectDisposedException)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(Diagnostics.EventIds.Media, LogLevel.Information, "Removed {Count} media that nobody needs")]
    private partial void LogRemoved(int count);

    [LoggerMessage(Diagnostics.EventIds.Media + 1, LogLevel.Warning, "Looking for media that nobody needs failed; it is tried again")]
    private partial void LogFailed(Exception failure);
}
