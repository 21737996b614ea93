using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Support;

/// <summary>The routes that a running server answers to, without those of its documentation pages.</summary>
internal static class ServedRoutes
{
    private static readonly string[] OfPages = ["/docs", "/openapi", "/scalar"];

    public static IReadOnlyList<(string Method, string Path)> Of(TestServer server) =>
    [
        .. from endpoint in server.Server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
           let path = "/" + (endpoint.RoutePattern.RawText ?? "").Trim('/')
           where !OfPages.Any(page => path.StartsWith(page, StringComparison.Ordinal))
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           select (method, path),
    ];
}
