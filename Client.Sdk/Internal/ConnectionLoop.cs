using System.Net.Sockets;
using System.Net.WebSockets;
using FastChat.Client.Connections;
using FastChat.Client.Sync;
using FastChat.Protocol;
using FastChat.Protocol.Errors;

namespace FastChat.Client.Internal;

/// <summary>
/// Keeps one connection open for as long as it is wanted: connect, run, wait, again, without end. Only what the server says can
/// never work stops it, until <see cref="RetryNow"/>.
/// </summary>
internal sealed class ConnectionLoop(SessionParts parts, IEndpointSource endpoints, StatusBoard status, SessionGate gate)
{
    private readonly StreamConnector _connector = new(parts.Options.Connect, parts.Options.CertificatePins);
    private readonly Backoff _backoff = new();
    private readonly WorkSet<bool> _wake = new();
    private ServerConnection? _open;
    private bool _paused;
    private bool _renew;
    private int _attempt;

    /// <summary>Any thread.</summary>
    public bool Paused
    {
        get => Volatile.Read(ref _paused);
        set
        {
            Volatile.Write(ref _paused, value);
            if (value)
                Volatile.Read(ref _open)?.End(new ConnectionEnd(ErrorCode.ConnectionLost, "The client is paused."));
            _wake.Add(true);
        }
    }

    /// <summary>The network is back, or something has changed: try now. Any thread.</summary>
    public void RetryNow() => _wake.Add(true);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (Paused)
            {
                status.Set(new ConnectionStatus(ConnectionState.Paused));
                await _wake.TakeAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var end = await ConnectAndRunAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            gate.Close();
            SyncLog.Disconnected(parts.Logger, end.Code, end.Message);
            if (!Paused)
                await WaitAsync(end, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ConnectionEnd> ConnectAndRunAsync(CancellationToken cancellationToken)
    {
        status.Set(new ConnectionStatus(ConnectionState.Connecting, status.Current.Code, _attempt));
        try
        {
            var token = await parts.Tokens.GetAccessAsync(_renew, cancellationToken).ConfigureAwait(false);
            _renew = false;
            var session = new LiveSession(parts, await OpenStreamAsync(cancellationToken).ConfigureAwait(false));
            await using (session.ConfigureAwait(false))
            {
                Volatile.Write(ref _open, session.Connection);
                if (Paused)
                    return new ConnectionEnd(ErrorCode.ConnectionLost, "The client is paused.");
                return await RunAsync(session, token, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ChatException exception)
        {
            return new ConnectionEnd(exception.Code, exception.Message, exception.RetryAfter);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException or WebSocketException
            or TimeoutException or ConnectionLostException or OperationCanceledException)
        {
            return new ConnectionEnd(ErrorCode.Unreachable, exception.Message);
        }
    }

    private async Task<ConnectionEnd> RunAsync(LiveSession session, AccessToken token, CancellationToken cancellationToken)
    {
        using var timeout = NewTimeout();
        using var welcome = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            status.Set(new ConnectionStatus(ConnectionState.CatchingUp, status.Current.Code, _attempt));
            await session.OpenAsync(token, CaughtUp, welcome.Token).ConfigureAwait(false);
        }
        catch (ConnectionLostException)
        {
            return await session.Connection.Ended.ConfigureAwait(false);
        }

        gate.Open(session.Connection);
        return await session.Connection.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void CaughtUp()
    {
        _attempt = 0;
        _backoff.Reset();
        status.Set(new ConnectionStatus(ConnectionState.Live));
    }

    private async Task<Stream> OpenStreamAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        foreach (var endpoint in await endpoints.ResolveAsync(cancellationToken).ConfigureAwait(false))
        {
            using var timeout = NewTimeout();
            using var opening = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            try
            {
                var stream = await _connector.OpenAsync(endpoint, opening.Token).ConfigureAwait(false);
                SyncLog.Connected(parts.Logger, endpoint.ToString());
                return stream;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                SyncLog.EndpointFailed(parts.Logger, exception, endpoint.ToString());
                failure = exception;
            }
        }

        throw failure as ChatException
            ?? new ChatException(ErrorCode.Unreachable, failure?.Message ?? "The server names no endpoint.", null, failure);
    }

    private CancellationTokenSource NewTimeout() =>
        new(TimeSpan.FromSeconds(ConnectionLimits.ConnectTimeoutSeconds), parts.Options.Time);

    private async Task WaitAsync(ConnectionEnd end, CancellationToken cancellationToken)
    {
        _attempt++;
        var advice = ((Code)(int)end.Code).Advice();

        // A token that the server does not take may be an old one: one fresh token is tried before that is believed.
        if (end.Code is ErrorCode.CloseAccessExpired or ErrorCode.TokenExpired
            || (end.Code is ErrorCode.CloseTokenInvalid or ErrorCode.TokenInvalid && _attempt == 1))
        {
            _renew = true;
            advice = Advice.Reconnect;
        }

        // Whoever answers instead of the server (a hotel's sign-in page) will not do so for ever.
        if ((advice is Advice.Stop or Advice.Denied or Advice.Fix) && end.Code != ErrorCode.InvalidResponse)
        {
            status.Set(new ConnectionStatus(ConnectionState.Refused, end.Code, _attempt));
            gate.Refuse(end.ToException());
            await _wake.TakeAsync(cancellationToken).ConfigureAwait(false);
            gate.Close();
            _attempt = 0;
            return;
        }

        var wait = _backoff.Next(end.RetryAfter);
        status.Set(new ConnectionStatus(ConnectionState.Waiting, end.Code, _attempt, parts.Options.Time.GetUtcNow() + wait));
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wake = _wake.TakeAsync(woken.Token).AsTask();
        await Task.WhenAny(wake, Task.Delay(wait, parts.Options.Time, woken.Token)).ConfigureAwait(false);
        await woken.CancelAsync().ConfigureAwait(false);
        await ((Task)wake).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
