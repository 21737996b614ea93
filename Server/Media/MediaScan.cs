using FastChat.Protocol;
using FastChat.Server.Diagnostics;
using FastChat.Server.Routing;

namespace FastChat.Server.Media;

/// <summary>Has content judged by all scanners, one after the other, before it is stored.</summary>
internal sealed partial class MediaScan(IEnumerable<IContentScanner> scanners, MediaOptions options, ILogger<MediaScan> log)
{
    private readonly IContentScanner[] _scanners = [.. scanners];

    /// <summary>Returns once the content may be stored.</summary>
    /// <param name="open">Opens the whole content anew.</param>
    /// <param name="contentType">What its first bytes say it is.</param>
    /// <param name="sizeBytes">Its length.</param>
    /// <param name="cancellation">The uploader is gone.</param>
    /// <exception cref="RefusalException">MediaRejected; or Busy, when a scanner could not tell and that is not allowed.</exception>
    public async Task RequireAcceptedAsync(Func<Stream> open, string contentType, long sizeBytes, CancellationToken cancellation)
    {
        foreach (var scanner in _scanners)
        {
            if (await JudgeAsync(scanner, open, contentType, sizeBytes, cancellation)) continue;
            Instruments.MediaRejected.Add(1);
            throw new RefusalException(Code.MediaRejected, "The content was found to be harmful and is not stored.");
        }
    }

    private async Task<bool> JudgeAsync(IContentScanner scanner, Func<Stream> open, string type, long sizeBytes, CancellationToken cancellation)
    {
        try
        {
            await using var content = open();
            return await scanner.MayStoreAsync(content, type, sizeBytes, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // Whatever failed in a scanner, the policy is the same.
            LogFailed(options.UnscannedAllowed, failure);
            return options.UnscannedAllowed
                ? true
                : throw new RefusalException(Code.Busy, "The content cannot be scanned now.", TimeSpan.FromSeconds(MediaLimits.UploadRetryAfterSeconds));
        }
    }

    [LoggerMessage(EventIds.Media + 2, LogLevel.Warning, "A scanner failed; the media are taken nevertheless: {Taken}")]
    private partial void LogFailed(bool taken, Exception failure);
}
