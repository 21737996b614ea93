namespace FastChat.Server.Hosting;

/// <summary>Takes part when an upload is stored: decides about it, or keeps a copy. Called for several uploads at once.</summary>
public interface IMediaStoreHook
{
    /// <summary>
    /// Given each upload, whole, after the scanners and before anybody can read it; the uploader waits. It may come again, when something after it
    /// failed and the client tries again, and then under another id. An exception: the upload is refused for now, and the client tries again.
    /// </summary>
    /// <param name="media">What it is, and whose.</param>
    /// <param name="content">The whole content, read forward and asynchronously. It ends with the call.</param>
    /// <param name="cancellationToken">The uploader is gone.</param>
    ValueTask<MediaVerdict> OnStoringAsync(HookMedia media, Stream content, CancellationToken cancellationToken);
}
