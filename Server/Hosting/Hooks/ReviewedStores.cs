using FastChat.Protocol;
using FastChat.Server.Diagnostics;
using FastChat.Server.Media;
using FastChat.Server.Routing;

namespace FastChat.Server.Hosting;

/// <summary>Asks the host's hook about uploads. What it cannot judge is not stored.</summary>
internal sealed partial class ReviewedStores(IMediaStoreHook hook, ILogger<ReviewedStores> log) : IStoreReview
{
    public async Task<string?> ObjectionAsync(StagedMedia media, Stream content, CancellationToken cancellation)
    {
        var seen = new HookMedia(media.Account, media.Media, media.ContentType, media.FileName, media.SizeBytes, media.Hash);
        try
        {
            return await hook.OnStoringAsync(seen, content, cancellation) is { IsAllowed: false } verdict ? verdict.Reason : null;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(failure);
            throw new RefusalException(
                Code.Busy, "The content cannot be judged now.", TimeSpan.FromSeconds(MediaLimits.UploadRetryAfterSeconds));
        }
    }

    [LoggerMessage(EventIds.Hosting + 13, LogLevel.Error, "The host's media store hook failed")]
    private partial void LogFailed(Exception failure);
}
