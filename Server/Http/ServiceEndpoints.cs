using FastChat.Protocol.Versioning;
using FastChat.Server.Hosting;

namespace FastChat.Server.Http;

/// <summary>What is not about accounts: discovery and health.</summary>
internal static class ServiceEndpoints
{
    public const string WebSocketPath = "/v1/ws";

    public static void MapServiceEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/fastchat", Discover).WithName("discover").WithSummary("How this server can be reached.");
        routes.MapGet("/healthz", () => TypedResults.Text("ok")).WithName("health").WithSummary("The process answers.");
    }

    // Behind a proxy the Host header is the public name, so the answer fits whoever asks.
    private static JsonResultOf<Discovery> Discover(HttpContext http, Listeners listeners)
    {
        var request = http.Request;
        var host = request.Host.HasValue ? request.Host : new HostString(http.Connection.LocalIpAddress?.ToString() ?? "localhost", http.Connection.LocalPort);
        var name = host.Host;
        return new JsonResultOf<Discovery>(
            new Discovery(
                ProtocolVersion.Current,
                $"{request.Scheme}://{host}",
                listeners.Tcp?.IPEndPoint is { } tcp ? $"tcp://{name}:{tcp.Port}" : null,
                listeners.Tls?.IPEndPoint is { } tls ? $"tls://{name}:{tls.Port}" : null,
                $"{(request.IsHttps ? "wss" : "ws")}://{host}{WebSocketPath}"),
            JsonShapes.Default.Discovery);
    }
}
