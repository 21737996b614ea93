using FastChat.Client.LocalState;
using FastChat.Protocol.Errors;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>
/// Who is signed in: opens the store, resumes, signs in and out, one at a time (<see cref="_turn"/>). Thread-safe; the fields
/// are guarded by the gate.
/// </summary>
internal sealed class SignIns(ChatClient owner, ClientServices services, Action<ConnectionStatus> tell) : IAsyncDisposable
{
    /// <summary>How long a sign-out waits for the server: this device is signed out without it too.</summary>
    private static readonly TimeSpan SignOutTimeout = TimeSpan.FromSeconds(5);

    private static readonly ConnectionStatus Nobody = new(ConnectionState.SignedOut);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private LocalStore? _store;
    private SignedInClient? _current;
    private IDisposable? _statusSubscription;
    private string? _ticket;
    private bool _paused;
    private bool _disposed;

    public SignedInClient? Current
    {
        get
        {
            lock (_gate)
                return _current;
        }
    }

    /// <summary>Of a sign-in whose second step is to come; null: none.</summary>
    public string? Ticket
    {
        get
        {
            lock (_gate)
                return _ticket;
        }

        private set
        {
            lock (_gate)
                _ticket = value;
        }
    }

    public ConnectionStatus Status => Current?.Engine.Status ?? Nobody;

    public bool Paused
    {
        get
        {
            lock (_gate)
                return _paused;
        }

        set
        {
            SignedInClient? current;
            lock (_gate)
            {
                _paused = value;
                current = _current;
            }

            if (current is not null)
                current.Engine.Paused = value;
        }
    }

    public static ChatException SignedOut() => new(ErrorCode.SignedOut, "No account is signed in: resume, register or sign in first.");

    public SignedInClient Require()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ChatClient));
            return _current ?? throw SignedOut();
        }
    }

    public async Task<Account?> ResumeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Current is { } current)
                return current.Self();
            var store = await OpenAsync(cancellationToken).ConfigureAwait(false);
            return store.ReadSession() is { } session ? Begin(store, session).Self() : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <param name="enter">Asks the server for a session; gets the device that this store was before, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Account> EnterAsync(Func<DeviceId?, Task<StoredSession>> enter, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Current is not null)
                throw new ChatException(ErrorCode.AlreadySignedIn, "An account is signed in already.");
            var store = await OpenAsync(cancellationToken).ConfigureAwait(false);
            if (store.ReadSession() is not null)
                throw new ChatException(ErrorCode.AlreadySignedIn, "The store holds a sign-in: resume it, or sign out first.");
            var session = await enter(store.Self.Device.Value == default ? null : store.Self.Device).ConfigureAwait(false);
            Ticket = null;
            await store.WriteSessionAsync(session).ConfigureAwait(false);
            return Begin(store, session).Self();
        }
        catch (ChatException e) when (e.Ticket is { } ticket)
        {
            Ticket = ticket;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<bool> SignOutAsync(bool eraseStore, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var isTold = true;
            var store = await OpenAsync(CancellationToken.None).ConfigureAwait(false);
            if (Current is { } current)
            {
                await EndAsync(current).ConfigureAwait(false);
                isTold = await TellServerAsync(current, cancellationToken).ConfigureAwait(false);
                current.Tokens.Dispose();
            }

            services.Http.Tokens = null;
            await store.ClearSessionAsync().ConfigureAwait(false);
            if (eraseStore)
            {
                lock (_gate)
                    _store = null;
                await store.DisposeAsync().ConfigureAwait(false);
                await services.EraseStoreAsync(CancellationToken.None).ConfigureAwait(false);
            }

            tell(Nobody);
            return isTold;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Current is { } current)
            {
                await EndAsync(current).ConfigureAwait(false);
                current.Tokens.Dispose();
            }

            LocalStore? store;
            lock (_gate)
                (store, _store) = (_store, null);
            if (store is not null)
                await store.DisposeAsync().ConfigureAwait(false);
            services.Dispose();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<LocalStore> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ChatClient));
            if (_store is not null)
                return _store;
        }

        var store = await services.OpenStoreAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
            _store = store;
        return store;
    }

    private SignedInClient Begin(LocalStore store, StoredSession session)
    {
        var client = new SignedInClient(owner, services, store, session);
        bool paused;
        lock (_gate)
        {
            _current = client;
            _statusSubscription = client.Engine.OnStatus(tell);
            paused = _paused;
        }

        client.Start(paused);
        return client;
    }

    private async Task EndAsync(SignedInClient current)
    {
        lock (_gate)
        {
            _current = null;
            _statusSubscription?.Dispose();
            _statusSubscription = null;
        }

        await current.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> TellServerAsync(SignedInClient client, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(SignOutTimeout, services.Options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await client.AccountApi.SignOutAsync(both.Token).ConfigureAwait(false);
            return true;
        }
        catch (ChatException e) when (e.Code.Advice == Advice.Denied)
        {
            return true; // The server has ended this sign-in already.
        }
        catch (Exception e) when (e is ChatException or OperationCanceledException)
        {
            return false;
        }
    }
}
