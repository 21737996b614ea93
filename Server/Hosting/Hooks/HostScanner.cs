using FastChat.Server.Media;

namespace FastChat.Server.Hosting;

/// <summary>A scanner of the host, as the media stage asks it.</summary>
internal sealed class HostScanner(IMediaScanner scanner) : IContentScanner
{
    public Task<bool> MayStoreAsync(Stream content, string contentType, long sizeBytes, CancellationToken cancellation) =>
        scanner.MayStoreAsync(content, contentType, sizeBytes, cancellation);
}
