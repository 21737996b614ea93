using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Bench.Peers.SignalR;

/// <summary>How the SignalR peer is put together: defaults, but for MessagePack and for WebSocket alone.</summary>
internal static class HubServices
{
    public const string Path = "/chat";

    public static void Add(IServiceCollection services) => services.AddSignalR().AddMessagePackProtocol();

    public static void Map(WebApplication app) =>
        app.MapHub<ChatHub>(Path, options => options.Transports = HttpTransportType.WebSockets);
}
