using System.Collections.Immutable;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;

namespace FastChat.Client.Connections;

/// <summary>
/// Opens the byte stream to an endpoint: TCP, TLS over it, or WebSocket, whose messages are read and written as one stream.
/// </summary>
/// <param name="connect">The application's own way to a stream of frames, whatever the scheme; null: ours.</param>
/// <param name="pins">See <see cref="CertificatePinning"/>.</param>
internal sealed class StreamConnector(Func<Uri, CancellationToken, Task<Stream>>? connect, ImmutableArray<string> pins)
{
    public async Task<Stream> OpenAsync(Uri endpoint, CancellationToken cancellationToken) => endpoint.Scheme switch
    {
        _ when connect is not null => await connect(endpoint, cancellationToken).ConfigureAwait(false),
        "tcp" => await OpenSocketAsync(endpoint, cancellationToken).ConfigureAwait(false),
        "tls" => await OpenTlsAsync(endpoint, cancellationToken).ConfigureAwait(false),
        "ws" or "wss" => await OpenWebSocketAsync(endpoint, cancellationToken).ConfigureAwait(false),
        _ => throw new ChatException(ErrorCode.InvalidArgument, $"{endpoint.Scheme} is not a way to connect: use tcp, tls, ws or wss."),
    };

    private static async Task<Stream> OpenSocketAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint.IdnHost, endpoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Stream> OpenTlsAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        var bare = await OpenSocketAsync(endpoint, cancellationToken).ConfigureAwait(false);
        var tls = new SslStream(bare, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(ClientTls(endpoint), cancellationToken).ConfigureAwait(false);
            return tls;
        }
        catch (AuthenticationException exception)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw new ChatException(ErrorCode.CertificateRejected, "The server's certificate is not accepted.", null, exception);
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Stream> OpenWebSocketAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            using var handler = new SocketsHttpHandler
            {
                SslOptions = ClientTls(endpoint),
            };
            using var invoker = new HttpMessageInvoker(handler);
            await socket.ConnectAsync(endpoint, invoker, cancellationToken).ConfigureAwait(false);
            return WebSocketStream.Create(socket, WebSocketMessageType.Binary, closeTimeout: TimeSpan.FromSeconds(1));
        }
        catch (WebSocketException exception) when (exception.InnerException?.InnerException is AuthenticationException)
        {
            socket.Dispose();
            throw new ChatException(ErrorCode.CertificateRejected, "The server's certificate is not accepted.", null, exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private SslClientAuthenticationOptions ClientTls(Uri endpoint) => new()
    {
        TargetHost = endpoint.IdnHost,
        RemoteCertificateValidationCallback = CertificatePinning.Callback(pins),
    };
}
