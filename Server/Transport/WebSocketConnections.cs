using System.Net;
using System.Net.WebSockets;
using FastChat.Protocol;
using FastChat.Server.Delivery;
using FastChat.Server.Diagnostics;
using FastChat.Server.Sessions;
using Microsoft.AspNetCore.Connections;

namespace FastChat.Server.Transport;

/// <summary>Where a WebSocket connection begins, once the HTTP side has accepted it (path, Origin).</summary>
internal sealed class WebSocketConnections(ConnectionLimits limits, ConnectionSweep sweep, SessionServices services)
{
    /// <summary>
    /// Runs the connection until it ends; does not throw. The socket is to be accepted without keep-alive of its own (the
    /// session has one) and without compression; the caller disposes it.
    /// </summary>
    /// <param name="socket">Accepted.</param>
    /// <param name="remote">The peer's address.</param>
    /// <param name="carrier">What the WebSocket alone stands on; null: an HTTP request, which ends with it.</param>
    internal Task RunAsync(WebSocket socket, EndPoint? remote, ConnectionContext? carrier = null) => limits.TryEnter(remote, out var place)
        ? ConnectionReader.RunAsync(
            new WebSocketConnection(services, socket, carrier, limits, place, (remote as IPEndPoint)?.Address), sweep, services.Clock)
        : RefuseAsync(socket);

    private static async Task RefuseAsync(WebSocket socket)
    {
        const Code Code = Code.CloseConnectionLimit;
        Instruments.CountClose(Code);
        var frame = FrameEncoder.EncodeClose(Code, "Too many connections.", TimeSpan.FromSeconds(30));
        try
        {
            await socket.SendAsync(frame.Memory, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            await socket.CloseOutputAsync((WebSocketCloseStatus)Code, null, CancellationToken.None);
        }
        catch (Exception exception) when (ConnectionReader.IsLoss(exception))
        {
            // It is gone already.
        }
        finally
        {
            frame.Release();
        }
    }
}
