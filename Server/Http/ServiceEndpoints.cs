using FastChat.Protocol;
using FastChat.Protocol.Versioning;
using FastChat.Server.Accounts;
using FastChat.Server.Accounts.OpenId;
using FastChat.Server.Concurrency;
using FastChat.Server.Http.Bodies;
using FastChat.Server.Routing;
using FastChat.Server.Transport;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FastChat.Server.Http;

/// <summary>What is not about accounts: discovery and health.</summary>
internal static class ServiceEndpoints
{
    public static void MapServiceEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/fastchat", Discover).WithName("discover").WithSummary("How this server can be reached.")
            .WithTags("Service").Produces<DiscoveryBody>();
        routes.MapGet("/healthz", () => TypedResults.Text("ok")).WithName("health").WithSummary("The process answers.").WithTags("Service");
        routes.MapGet("/readyz", Ready).WithName("ready")
            .WithSummary("Messages can be accepted: storage is open and writes, every port listens, and the server is not stopping.")
            .WithTags("Service").Refuses(Code.Busy, Code.ShuttingDown, Code.StorageReadOnly);
    }

    // Storage is open before any port is, so who can ask has that behind him; the other ports may come after this one.
    private static ContentHttpResult Ready(ShardRouter router, ConnectionSweep connections, IHostApplicationLifetime life)
    {
        if (router.HasFailed) throw new RefusalException(Code.StorageReadOnly, "Writing to disk failed; the server must be restarted.");
        if (connections.IsStopping) throw new RefusalException(Code.ShuttingDown, "The server stops.");
        if (!life.ApplicationStarted.IsCancellationRequested) throw new RefusalException(Code.Busy, "The server starts.");
        return TypedResults.Text("ready");
    }

    // Behind a proxy the Host header is the public name, so the answer fits whoever asks. Who came over TLS is never sent
    // to a plaintext port.
    private static JsonResultOf<DiscoveryBody> Discover(HttpContext http, IListeningPorts ports, Live<RegistrationPolicy> policy, OpenIdTokens openId)
    {
        var request = http.Request;
        var host = request.Host.HasValue ? request.Host : new HostString(http.Connection.LocalIpAddress?.ToString() ?? "localhost", http.Connection.LocalPort);
        var name = host.Host;
        return new JsonResultOf<DiscoveryBody>(
            new DiscoveryBody(
                ProtocolVersion.Current,
                $"{request.Scheme}://{host}",
                ports.TcpPort is { } tcp && !request.IsHttps ? $"tcp://{name}:{tcp}" : null,
                ports.TlsPort is { } tls ? $"tls://{name}:{tls}" : null,
                $"{(request.IsHttps ? "wss" : "ws")}://{host}{WebSocketEndpoint.Path}",
                policy.Value.IsOpen ? "open" : policy.Value.TakesInvitations ? "invitation" : "closed",
                policy.Value.GuestDays > 0,
                [.. openId.Issuers.Select(issuer => new OpenIdProviderBody(issuer.Name, issuer.Issuer, issuer.ClientIds[0]))]),
            JsonShapes.Default.DiscoveryBody);
    }
}
