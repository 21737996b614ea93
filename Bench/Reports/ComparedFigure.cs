namespace FastChat.Bench.Reports;

/// <summary>A figure of a load report that targets are compared by.</summary>
/// <param name="Name">As in the JSON object.</param>
/// <param name="Label">For people, with its unit.</param>
/// <param name="Of">Null: the run does not have it.</param>
internal sealed record ComparedFigure(string Name, string Label, Func<LoadReport, double?> Of)
{
    public static IReadOnlyList<ComparedFigure> All { get; } =
    [
        new("delivered_per_s", "delivered/s", r => r.DeliveredPerS),
        new("server_cpu_us_per_msg", "server CPU µs/message", r => r.ServerCpuUsPerMsg),
        new("ack_us_p50", "ack p50 µs", r => r.AckUs?.P50),
        new("ack_us_p99", "ack p99 µs", r => r.AckUs?.P99),
        new("delivery_us_p50", "delivery p50 µs", r => r.DeliveryUs?.P50),
        new("delivery_us_p99", "delivery p99 µs", r => r.DeliveryUs?.P99),
        new("connected_per_s", "connected/s", r => r.ConnectedPerS),
        new("server_cpu_us_per_connect", "server CPU µs/connect", r => r.ServerCpuUsPerConnect),
        new("server_rss_bytes", "server memory bytes", r => r.ServerRssBytes),
        new("rss_per_connection_bytes", "bytes/connection", r => r.RssPerConnectionBytes),
    ];
}
