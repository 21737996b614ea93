using System.Buffers;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Concurrency;
using FastChat.Server.Delivery;
using FastChat.Server.Diagnostics;
using FastChat.Server.Handlers;
using FastChat.Server.Routing;
using Google.Protobuf;

namespace FastChat.Server.Sessions;

/// <summary>
/// One connection's conversation with the server: Hello first, then requests. It sees frames and an outbound queue, never
/// a socket. Whatever the peer does wrong ends in an answer or a close code, not in an exception.
/// </summary>
/// <remarks>
/// <see cref="ReceiveAsync"/>, <see cref="Heard"/> and <see cref="End"/> are called by the connection's read loop, one at a
/// time. <see cref="Check"/> is called by the sweep on another thread: it only compares numbers that the read loop wrote
/// (a stale one is judged again half a second later) and uses the queue, which is thread-safe.
/// </remarks>
internal sealed class Session(SessionServices services, OutboundQueue outbound)
{
    private readonly long _acceptedMs = services.Clock.NowMs;
    private Caller? _caller;
    private long _heardMs = services.Clock.NowMs;
    private long _pingedMs;
    private long _accessExpiresMs;
    private RequestBudget _budget = new(services.Options.RequestBurstMax, services.Clock.NowMs);
    private RequestBudget _sends = new(2 * services.Options.SendsPerSecondMax, services.Clock.NowMs);
    private SessionStage _stage;

    /// <summary>The limit for the next frame: small until the peer has shown who it is.</summary>
    internal int FrameBytesMax => _stage == SessionStage.Open
        ? ProtocolLimits.ClientFrameBytesMax
        : ProtocolLimits.HelloFrameBytesMax;

    internal SessionStage Stage => _stage;

    /// <summary>
    /// The read loop's thread is shared with other connections, so whatever may read storage is handled on the thread pool.
    /// Set before the first frame.
    /// </summary>
    internal bool SharesReadThread { get; init; }

    internal OutboundQueue Outbound => outbound;

    /// <summary>Bytes have arrived.</summary>
    internal void Heard() => _heardMs = services.Clock.NowMs;

    /// <summary>
    /// Handles one frame, whose bytes are valid during the call only. Completes at once, but for Hello and what leaves the read
    /// loop's thread; the next frame is given after that.
    /// </summary>
    internal ValueTask ReceiveAsync(in ReadOnlySequence<byte> frame)
    {
        if (outbound.IsClosed)
            return ValueTask.CompletedTask;
        if (_stage == SessionStage.Open && Envelope.TryReadSend(in frame, out var send))
            return TakeAsync(in send);
        if (!BoundedParser.TryParse<ClientFrame>(in frame, out var request))
            Close(Code.CloseProtocolViolation, "A frame is no ClientFrame.");
        else if (_stage == SessionStage.Open && request.RequestCase == ClientFrame.RequestOneofCase.Send)
            return TakeAsync(new ReadOnlySequence<byte>(request.Send.ToByteArray())); // With unknown fields around it, or in another order.
        else if (_stage == SessionStage.Open && SharesReadThread && MayRead(request))
            return ServeOnPoolAsync(request);
        else if (_stage == SessionStage.Open)
            Serve(request);
        else if (request.RequestCase == ClientFrame.RequestOneofCase.Hello)
            return OpenAsync(request.RequestId, request.Hello);
        else
            Close(Code.CloseProtocolViolation, "The first frame must be Hello.");
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the connection with a last frame that says why.</summary>
    internal void Close(Code code, string reason, TimeSpan? retryAfter = null)
    {
        if (outbound.IsClosed)
            return;
        SessionLog.Closing(services.Log, code, reason);
        outbound.Close(code, reason, retryAfter);
    }

    /// <summary>A frame made the server fail: that is logged, and costs this connection only.</summary>
    internal void Fail(Exception exception)
    {
        SessionLog.Failed(services.Log, _caller?.Device ?? DeviceId.None, exception);
        Close(Code.CloseInternal, "The server failed.");
    }

    /// <summary>Called twice a second: deadlines, expiry and keep-alive.</summary>
    internal void Check()
    {
        var clock = services.Clock;
        var silentMs = clock.NowMs - _heardMs;
        var intervalMs = services.Options.KeepAliveSeconds * 1_000L;
        if (_stage == SessionStage.AwaitingHello)
        {
            if (clock.NowMs - _acceptedMs >= SessionLimits.AuthenticationMs)
                Close(Code.CloseTimeout, "No Hello in time.");
        }
        else if (_stage == SessionStage.Open && !outbound.IsClosed)
        {
            if (clock.UnixMs >= _accessExpiresMs)
                Close(Code.CloseAccessExpired, "The access token has expired.");
            else if (silentMs >= Math.Max((2 * intervalMs) - SessionLimits.KeepAliveMarginMs, intervalMs + (intervalMs / 2)))
                Close(Code.CloseTimeout, "Nothing was heard for two keep-alive intervals.");
            else if (silentMs >= intervalMs && _pingedMs - _heardMs < intervalMs)
                Ping(clock.NowMs);
        }
    }

    /// <summary>The connection is gone: leave the directory and tell the pipeline. Called once.</summary>
    internal void End()
    {
        _stage = SessionStage.Ended;
        if (outbound.CloseCode != Code.Unspecified)
            Instruments.CountClose(outbound.CloseCode);
        if (_caller is not { } caller)
            return;
        Instruments.Sessions.Add(-1);
        services.Directory.Remove(caller.Link);
        services.Pipeline.Closed(caller);
        services.Presence.Disconnected(caller.Link);
    }

    private static bool MayRead(ClientFrame request) =>
        request.RequestCase is not (ClientFrame.RequestOneofCase.Ping or ClientFrame.RequestOneofCase.Pong);

    private async ValueTask ServeOnPoolAsync(ClientFrame request)
    {
        await PoolThread.Join();
        try
        {
            Serve(request);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private async ValueTask SendOnPoolAsync(byte[] send)
    {
        await PoolThread.Join();
        try
        {
            services.Pipeline.TrySend(_caller!, new ReadOnlySequence<byte>(send), mayRead: true);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private async ValueTask SendReviewedAsync(byte[] send)
    {
        if (SharesReadThread)
            await PoolThread.Join();
        try
        {
            await services.Pipeline.SendReviewedAsync(_caller!, send);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private async ValueTask OpenAsync(uint requestId, Hello hello)
    {
        _stage = SessionStage.Opening;
        if (SharesReadThread)
            await PoolThread.Join();
        var (claims, code, reason) = Handshake.Judge(hello, services.Tokens);
        if (claims is null)
        {
            Close(code, reason);
            return;
        }

        var link = new DeviceLink(claims.Account, claims.Device, services.NextSessionId(), outbound) { ActiveMs = services.Clock.UnixMs };
        _caller = new Caller(link) { Scopes = claims.Scopes };
        outbound.Hold();
        Instruments.Sessions.Add(1);
        services.Directory.Register(link);
        services.Presence.Connected(link);

        // Once more, now that a revocation finds the link in the directory: one that came in between would miss it.
        if (!services.Tokens.StillHolds(claims))
        {
            Close(Code.CloseRevoked, "The device was signed out.");
            return;
        }

        try
        {
            var page = await services.Pipeline.OpenAsync(_caller, hello, CancellationToken.None);
            Welcome(requestId, claims, page);
        }
        catch (RefusalException refusal)
        {
            Close(CloseCode(refusal.Code), refusal.Message, refusal.RetryAfter);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void Welcome(uint requestId, AccessClaims claims, SyncPage page)
    {
        _accessExpiresMs = claims.Expires.ToUnixTimeMilliseconds();
        var welcome = FrameEncoder.Encode(new ServerFrame
        {
            RequestId = requestId,
            Welcome = new Welcome
            {
                AccountId = claims.Account.ToByteString(),
                DeviceId = claims.Device.ToByteString(),
                ServerTimeMs = services.Clock.UnixMs,
                KeepAliveSeconds = (uint)services.Options.KeepAliveSeconds,
                AccessExpiresMs = _accessExpiresMs,
                Limits = services.Limits,
                Page = page,
            },
        });
        _stage = SessionStage.Open;
        outbound.Open(welcome);
        welcome.Release();
        SessionLog.Opened(services.Log, _caller!.Link.SessionId, claims.Device);
    }

    private ValueTask TakeAsync(in ReadOnlySequence<byte> send)
    {
        if (services.Options.SendsPerSecondMax is > 0 and var rate && !_sends.TryTake(rate, 2 * rate, services.Clock.NowMs))
        {
            RefuseSend(in send);
            return ValueTask.CompletedTask;
        }

        if (services.Pipeline.ReviewsSends) return SendReviewedAsync(send.ToArray());
        return services.Pipeline.TrySend(_caller!, in send, mayRead: !SharesReadThread) ? ValueTask.CompletedTask : SendOnPoolAsync(send.ToArray());
    }

    private void RefuseSend(in ReadOnlySequence<byte> send)
    {
        if (_sends.IsAbused)
            Close(Code.CloseRateLimited, "Too many messages.", TimeSpan.FromSeconds(10));
        else
            services.Pipeline.RefuseSend(_caller!, in send, TimeSpan.FromSeconds(1));
    }

    private void Serve(ClientFrame request)
    {
        var options = services.Options;
        if (!_budget.TryTake(options.RequestsPerSecondMax, options.RequestBurstMax, services.Clock.NowMs))
        {
            if (_budget.IsAbused)
                Close(Code.CloseRateLimited, "Too many requests.", TimeSpan.FromSeconds(10));
            else
                Refuse(request.RequestId, Code.RateLimited, "Too many requests.", TimeSpan.FromSeconds(1));
            return;
        }

        switch (request.RequestCase)
        {
            case ClientFrame.RequestOneofCase.Ping:
                Answer(new ServerFrame { RequestId = request.RequestId, Pong = new Pong { Nonce = request.Ping.Nonce } });
                break;
            case ClientFrame.RequestOneofCase.Pong:
                break;
            case ClientFrame.RequestOneofCase.RenewAccess:
                Renew(request.RequestId, request.RenewAccess);
                break;
            case ClientFrame.RequestOneofCase.Hello:
                Close(Code.CloseProtocolViolation, "Hello was said before.");
                break;
            case ClientFrame.RequestOneofCase.None:
                Refuse(request.RequestId, Code.UnknownRequest, "The request is unknown to this server.");
                break;
            default:
                Dispatch(request);
                break;
        }
    }

    private void Dispatch(ClientFrame request)
    {
        if (request.RequestId == 0)
            Refuse(0, Code.Malformed, "request_id must not be 0.");
        else if (!_caller!.TryBegin())
            Refuse(request.RequestId, Code.TooManyInFlight, "Too many unanswered requests.");
        else
            services.Pipeline.Dispatch(_caller, request);
    }

    private void Renew(uint requestId, RenewAccess renewal)
    {
        var (claims, code) = Handshake.Judge(renewal, _caller!.Account, _caller.Device, services.Tokens);
        if (claims is null)
        {
            Refuse(requestId, code, "The access token is not valid here.");
            return;
        }

        _accessExpiresMs = claims.Expires.ToUnixTimeMilliseconds();
        Answer(new ServerFrame
        {
            RequestId = requestId,
            AccessRenewed = new AccessRenewed { AccessExpiresMs = _accessExpiresMs },
        });
    }

    private void Ping(long nowMs)
    {
        _pingedMs = nowMs;
        Answer(new ServerFrame { Ping = new Ping { Nonce = (ulong)nowMs } });
    }

    private void Refuse(uint requestId, Code code, string message, TimeSpan? retryAfter = null)
    {
        Instruments.CountRefusal(code);
        Answer(new ServerFrame
        {
            RequestId = requestId,
            Error = new Error { Code = code, Message = message, RetryAfterMs = FrameEncoder.RetryAfterMs(retryAfter) },
        });
    }

    private void Answer(ServerFrame answer)
    {
        var frame = FrameEncoder.Encode(answer);
        outbound.EnqueueResponse(frame);
        frame.Release();
    }

    private static Code CloseCode(Code refusal) => refusal is Code.Busy or Code.RateLimited or Code.TooManyInFlight
        ? Code.CloseRateLimited
        : Code.CloseInternal;
}
