using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Protocol.Errors;

namespace FastChat.Client.Accounts;

/// <summary>
/// Gives access tokens of the signed-in session and renews them: one renewal at a time, shared by all who wait, and the
/// rotated refresh token is on disk before anything uses it. Thread-safe; <see cref="_current"/> and
/// <see cref="_renewal"/> are read and written under the gate.
/// </summary>
internal sealed class SessionTokens(LocalStore store, StoredSession session, AccountApi api, TimeProvider time) : ITokenSource, IDisposable
{
    /// <summary>A token that ends sooner than this is renewed first, so that it does not end on the way.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private StoredSession _current = session;
    private Task<StoredSession>? _renewal;

    /// <inheritdoc/>
    public ValueTask<AccessToken> GetAccessAsync(bool forceNew, CancellationToken cancellationToken)
    {
        string? refused;
        lock (_gate)
            refused = forceNew ? _current.AccessToken : null;
        return GetAccessAsync(refused, cancellationToken);
    }

    /// <summary>A token that is not the refused one.</summary>
    public async ValueTask<AccessToken> GetAccessAsync(string? refused, CancellationToken cancellationToken)
    {
        Task<StoredSession> renewal;
        lock (_gate)
        {
            if (_current.AccessToken != refused && _current.AccessExpires - time.GetUtcNow() > Margin)
                return new AccessToken(_current.AccessToken, _current.AccessExpires);
            renewal = _renewal ??= Begin();
        }

        var renewed = await renewal.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new AccessToken(renewed.AccessToken, renewed.AccessExpires);
    }

    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    // Its failure is seen even if everybody who waits for it gives up first.
    private Task<StoredSession> Begin()
    {
        var renewal = Task.Run(RenewAsync, CancellationToken.None);
        _ = renewal.ContinueWith(
            static failed => _ = failed.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return renewal;
    }

    private async Task<StoredSession> RenewAsync()
    {
        try
        {
            string refreshToken;
            lock (_gate)
                refreshToken = _current.RefreshToken;
            var renewed = await api.RefreshAsync(refreshToken, _ended.Token).ConfigureAwait(false);
            await store.WriteSessionAsync(renewed).ConfigureAwait(false);
            lock (_gate)
                _current = renewed;
            return renewed;
        }
        catch (ChatException e) when (e.Code.Advice == Advice.Fix)
        {
            // A refresh token that the server calls malformed is as good as none.
            throw new ChatException(ErrorCode.SignedOut, e.Message, null, e);
        }
        finally
        {
            lock (_gate)
                _renewal = null;
        }
    }
}
