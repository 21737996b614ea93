namespace FastChat.Server.Hosting;

/// <summary>Judges uploads before anybody can read them. Called for several uploads at once.</summary>
public interface IMediaScanner
{
    /// <summary>Whether the content may be stored. An exception means that it could not be told: the upload is refused until it can, unless
    /// <see cref="ServerOptions.MediaUnscannedAllowed"/>.</summary>
    /// <param name="content">The whole content, read forward and asynchronously. It ends with the call.</param>
    /// <param name="contentType">What its first bytes say it is; never what its sender says.</param>
    /// <param name="sizeBytes">Its length in bytes.</param>
    /// <param name="cancellationToken">The uploader is gone.</param>
    Task<bool> MayStoreAsync(Stream content, string contentType, long sizeBytes, CancellationToken cancellationToken);
}
