namespace FastChat.Server.Media;

/// <summary>Judges content before anybody can read it. Called by several uploads at once.</summary>
internal interface IContentScanner
{
    /// <summary>Whether the content may be stored. What throws could not tell.</summary>
    /// <param name="content">The whole content, from its start.</param>
    /// <param name="contentType">What its first bytes say it is.</param>
    /// <param name="sizeBytes">Its length.</param>
    /// <param name="cancellation">The uploader is gone.</param>
    Task<bool> MayStoreAsync(Stream content, string contentType, long sizeBytes, CancellationToken cancellation);
}
