using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>Once after the start, beside everything else: removes files that an interrupted upload left.</summary>
internal sealed partial class MediaSweep(ChatDatabase database, MediaFiles files, ILogger<MediaSweep> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(
        () =>
        {
            try
            {
                var removed = files.Sweep(media => database.Media.Read(media) is not null, stoppingToken);
                if (removed > 0) LogRemoved(removed);
            }
            catch (OperationCanceledException)
            {
                // The server stops; the next start goes on.
            }
            catch (Exception failure) when (failure is IOException or StorageException or UnauthorizedAccessException)
            {
                LogFailed(failure);
            }
        },
        CancellationToken.None);

    [LoggerMessage(Diagnostics.EventIds.Media, LogLevel.Information, "Removed {Count} media files that no upload had completed")]
    private partial void LogRemoved(int count);

    [LoggerMessage(Diagnostics.EventIds.Media + 1, LogLevel.Warning, "Looking for left-over media files failed")]
    private partial void LogFailed(Exception failure);
}
