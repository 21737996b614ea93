namespace FastChat.Client.Internal;

/// <summary>Where the engine gets access tokens. Single flight; any thread.</summary>
internal interface ITokenSource
{
    /// <summary>
    /// A token that is valid for a while; <paramref name="forceNew"/>: not the current one. A <see cref="ChatException"/> whose
    /// code says denied or stop ends the sign-in; everything else is tried again.
    /// </summary>
    ValueTask<AccessToken> GetAccessAsync(bool forceNew, CancellationToken cancellationToken);
}
