using System.Net;
using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Server.Transport;

namespace FastChat.Server.Http;

/// <summary>
/// Accepts a WebSocket and hands it to the transport, where it is one more byte stream of frames. Comes to those that the
/// transport's door has left to HTTP: not the first request of their connection, in several pieces, or not right.
/// </summary>
internal static class WebSocketEndpoint
{
    public const string Path = "/v1/ws";

    // No keep-alive of its own (the session has one) and no compression, which would leak lengths of secrets.
    private static readonly WebSocketAcceptContext Accept = new() { KeepAliveInterval = TimeSpan.Zero, DangerousEnableCompression = false };

    public static void MapWebSocketEndpoint(this IEndpointRouteBuilder routes)
    {
        // Taken here and not from the request: that would make a scope of services that lives as long as the connection.
        var gate = routes.ServiceProvider.GetRequiredService<IWebSocketGate>();
        var connections = routes.ServiceProvider.GetRequiredService<WebSocketConnections>();
        RequestDelegate connect = http => ConnectAsync(http, gate, connections);
#pragma warning disable RDG002 // Called as it is: what is compiled around a handler would wait for as long as the connection lives, too.
        routes.MapGet(Path, (Delegate)connect).WithName("connect").WithSummary("The connection of protocol.proto over WebSocket, in binary messages.")
            .WithDescription("The access token goes into the Hello frame, never into the URL. A browser's Origin must be one of AllowedOrigins.")
            .WithTags("Connection").Produces(StatusCodes.Status101SwitchingProtocols).Refuses(Code.Malformed, Code.Forbidden);
#pragma warning restore RDG002
    }

    private static async Task ConnectAsync(HttpContext http, IWebSocketGate gate, WebSocketConnections connections)
    {
        foreach (var origin in http.Request.Headers.Origin)
        {
            if (!gate.AllowsOrigin(origin)) throw new RefusalException(Code.Forbidden, "The page's origin is not allowed here.");
        }

        if (!http.WebSockets.IsWebSocketRequest) throw new RefusalException(Code.Malformed, "This path speaks WebSocket only.");
        using var socket = await http.WebSockets.AcceptWebSocketAsync(Accept);
        // Half a kilobyte that nobody reads again, for as long as the connection lives.
        http.Request.Headers.Clear();
        var connection = http.Connection;
        await connections.RunAsync(socket, connection.RemoteIpAddress is { } address ? new IPEndPoint(address, connection.RemotePort) : null);
    }
}
