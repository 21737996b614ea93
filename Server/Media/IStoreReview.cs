namespace FastChat.Server.Media;

/// <summary>The host's say in what is stored, after the scanners. Called for several uploads at once.</summary>
internal interface IStoreReview
{
    /// <summary>Why the content is not stored; null: it is.</summary>
    /// <exception cref="Routing.RefusalException">Busy: it cannot say now.</exception>
    Task<string?> ObjectionAsync(StagedMedia media, Stream content, CancellationToken cancellation);
}
