using System.Security.Cryptography.X509Certificates;
using FastChat.Server.Concurrency;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FastChat.Server.Transport;

/// <summary>Makes an end point of Kestrel's one for frames.</summary>
internal static class ListenOptionsSetup
{
    /// <summary>
    /// Serves frames on the end point, over TLS when there is a certificate. A TLS connection takes its place among the
    /// limited ones before the handshake, which is where an attacker would stay.
    /// </summary>
    internal static void UseFrames(this ListenOptions listen, X509Certificate2? certificate = null)
    {
        if (certificate is not null)
        {
            var limits = listen.ApplicationServices.GetRequiredService<ConnectionLimits>();
            listen.Use(next => connection => CountAsync(limits, connection, next));
            var options = listen.ApplicationServices.GetRequiredService<Live<TransportOptions>>();
            listen.UseHttps(certificate, https => https.HandshakeTimeout = options.Value.TlsHandshakeTimeout);
        }

        listen.UseConnectionHandler<TcpConnectionHandler>();
    }

    /// <summary>
    /// Limits the connections of an end point for HTTP, which are counted by themselves: as many WebSockets of an address as
    /// the frames' own limit lets in (they are told so by a code), and as many connections for requests beside them.
    /// </summary>
    internal static void UseRequestLimits(this ListenOptions listen)
    {
        var options = listen.ApplicationServices.GetRequiredService<Live<TransportOptions>>();
        var limits = new ConnectionLimits(options, perAddressFactor: 2);
        listen.Use(next => connection => CountAsync(limits, connection, next));
    }

    /// <summary>Lets the end point for HTTP open WebSockets before there is a request. Behind TLS, if there is any.</summary>
    internal static void UseWebSocketDoor(this ListenOptions listen)
    {
        var door = listen.ApplicationServices.GetRequiredService<WebSocketDoor>();
        listen.Use(next => connection => door.EnterAsync(connection, next));
    }

    private static async Task CountAsync(ConnectionLimits limits, ConnectionContext connection, ConnectionDelegate next)
    {
        if (!limits.TryEnter(connection.RemoteEndPoint, out var place))
        {
            connection.Abort();
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            limits.Leave(place);
        }
    }
}
