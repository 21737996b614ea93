using FastChat.Protocol;
using FastChat.Server.Concurrency;
using FastChat.Server.Diagnostics;
using FastChat.Server.Routing;

namespace FastChat.Server.Media;

/// <summary>Has content judged by all scanners, one after the other, and then by the host, before it is stored.</summary>
internal sealed partial class MediaScan(
    IEnumerable<IContentScanner> scanners, Live<MediaOptions> options, ILogger<MediaScan> log, IStoreReview? host = null)
{
    private readonly IContentScanner[] _scanners = [.. scanners];

    /// <summary>Returns once the content may be stored.</summary>
    /// <param name="media">What it is, and whose.</param>
    /// <param name="open">Opens the whole content anew.</param>
    /// <param name="cancellation">The uploader is gone.</param>
    /// <exception cref="RefusalException">MediaRejected; or Busy, when a scanner could not tell and that is not allowed, or the host could not.</exception>
    public async Task RequireAcceptedAsync(StagedMedia media, Func<Stream> open, CancellationToken cancellation)
    {
        foreach (var scanner in _scanners)
        {
            if (!await JudgeAsync(scanner, open, media.ContentType, media.SizeBytes, cancellation))
                throw Rejected("The content was found to be harmful and is not stored.");
        }

        if (host is null) return;
        await using var content = open();
        if (await host.ObjectionAsync(media, content, cancellation) is { } objection) throw Rejected(objection);
    }

    private static RefusalException Rejected(string reason)
    {
        Instruments.MediaRejected.Add(1);
        return new RefusalException(Code.MediaRejected, reason);
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
            LogFailed(options.Value.UnscannedAllowed, failure);
            return options.Value.UnscannedAllowed
                ? true
                : throw new RefusalException(Code.Busy, "The content cannot be scanned now.", TimeSpan.FromSeconds(MediaLimits.UploadRetryAfterSeconds));
        }
    }

    [LoggerMessage(EventIds.Media + 2, LogLevel.Warning, "A scanner failed; the media are taken nevertheless: {Taken}")]
    private partial void LogFailed(bool taken, Exception failure);
}
