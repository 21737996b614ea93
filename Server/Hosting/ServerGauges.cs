using System.Diagnostics.Metrics;
using FastChat.Server.Diagnostics;
using FastChat.Server.Routing;

namespace FastChat.Server.Hosting;

/// <summary>What is measured by looking when somebody asks; lives as long as its server.</summary>
internal sealed class ServerGauges : IDisposable
{
    private readonly Meter _meter = new(Instruments.MeterPrefix + "Gauges");

    public ServerGauges(ShardRouter router) => _meter.CreateObservableGauge(
        Instruments.ShardQueueDepth, () => router.QueueLength, "{command}", "Commands that wait for a turn.");

    public void Dispose() => _meter.Dispose();
}
