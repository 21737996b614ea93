using System.Net;
using FastChat.Server.Auth;
using FastChat.Server.Transport;

namespace FastChat.Server.Http;

/// <summary>The same rules for a WebSocket, whether HTTP opens it or the transport does.</summary>
internal sealed class WebSocketGate(HttpOptions options, AuthLimiter limiter, IAddressGate addresses) : IWebSocketGate
{
    public string Path => WebSocketEndpoint.Path;

    /// <summary>Programs send no origin; a browser always does, and page scripts cannot change it.</summary>
    public bool AllowsOrigin(string? origin) => options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    public bool Admits(IPAddress? address) => !addresses.IsBanned(address) && limiter.AllowsHttp(address);
}
