using System.Net;
using System.Net.Sockets;

namespace FastChat.Server.Outbound;

/// <summary>
/// How the server calls others: HTTP/2 where they have it, no redirects, proxies or cookies, and each connection goes to an
/// address that the policy has just allowed, so that a name cannot be pointed elsewhere in between. Thread-safe.
/// </summary>
internal sealed class OutboundHttp : IDisposable
{
    private readonly AddressPolicy _policy;
    private readonly HttpMessageInvoker _invoker;

    public OutboundHttp(AddressPolicy policy, OutboundTrust? trust = null)
    {
        _policy = policy;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = OutboundLimits.ConnectTimeout,
            PooledConnectionLifetime = OutboundLimits.ConnectionLifetime,
            PooledConnectionIdleTimeout = OutboundLimits.ConnectionIdle,
            MaxConnectionsPerServer = OutboundLimits.ConnectionsPerServerMax,
            MaxResponseHeadersLength = OutboundLimits.AnswerHeadersKiBMax,
            EnableMultipleHttp2Connections = true,
            ConnectCallback = ConnectAsync,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = trust?.Callback;
        _invoker = new HttpMessageInvoker(handler);
    }

    /// <summary>Sends, and reads the beginning of the answer.</summary>
    /// <exception cref="HttpRequestException">Not reached, or the policy does not allow it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or it took too long.</exception>
    public async Task<OutboundAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(OutboundLimits.RequestTimeout);
        if (request.Version < HttpVersion.Version20) request.Version = HttpVersion.Version20;
        using var response = await _invoker.SendAsync(request, timeout.Token);
        var room = new byte[OutboundLimits.AnswerBytesMax];
        var body = await response.Content.ReadAsStreamAsync(timeout.Token);
        var length = await body.ReadAtLeastAsync(room, room.Length, throwOnEndOfStream: false, timeout.Token);
        return new OutboundAnswer(response.StatusCode, response.Headers, room.AsMemory(0, length));
    }

    public void Dispose() => _invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var host = context.DnsEndPoint.Host;
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
        var allowed = Array.FindAll(found, _policy.Allows);
        if (allowed.Length == 0) throw new HttpRequestException("The name leads to no address that may be called.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
