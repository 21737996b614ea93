using System.Net;
using FastChat.Server.Diagnostics;
using OpenTelemetry.Metrics;

namespace FastChat.Server.Http;

/// <summary>The process's measurements as Prometheus text, for this machine unless the operator opens it.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    // Allocation, collections, threads: what the runtime itself measures.
    private const string RuntimeMeter = "System.Runtime";

    public static void AddMetricsEndpoint(this IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .AddMeter(Instruments.MeterPrefix + "*", RuntimeMeter)
        .AddPrometheusExporter());

    public static void MapMetricsEndpoint(this WebApplication application, HttpOptions options) =>
        application.UseOpenTelemetryPrometheusScrapingEndpoint(http =>
            http.Request.Path == Path && (options.MetricsRemote || IsLoopback(http)));

    private static bool IsLoopback(HttpContext http) => http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
}
