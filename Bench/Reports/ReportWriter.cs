using System.Globalization;
using System.Text.Json;

namespace FastChat.Bench.Reports;

/// <summary>A report as JSON and as a table.</summary>
internal static class ReportWriter
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public static string Json(LoadReport report) => JsonSerializer.Serialize(report, Options);

    public static void Table(LoadReport report, TextWriter to)
    {
        to.WriteLine($"{report.Scenario} → {report.Target}: {report.Pairs} pairs, window {report.Window}, {report.PayloadBytes} bytes, {(report.Durable ? "durable" : "not durable")}");
        Row(to, "delivered", $"{report.DeliveredPerS:N0}/s", $"{report.Delivered:N0} in {report.MeasuredSeconds:N1} s");
        Row(to, "server CPU", Of(report.ServerCpuUsPerMsg, "µs/message"), Of(report.ServerCpuCores, "cores"));
        Row(to, "generator CPU", $"{report.ClientCpuUsPerMsg:N2} µs/message", $"busiest loop {report.GeneratorCpuShare:P0} of a core, pass p99 {report.GeneratorLagUsP99:N0} µs");
        Row(to, "ack", $"p50 {report.AckUs.P50:N0} µs", $"p99 {report.AckUs.P99:N0}, p99.9 {report.AckUs.P999:N0}, max {report.AckUs.Max:N0} µs");
        Row(to, "delivery", $"p50 {report.DeliveryUs.P50:N0} µs", $"p99 {report.DeliveryUs.P99:N0}, p99.9 {report.DeliveryUs.P999:N0}, max {report.DeliveryUs.Max:N0} µs");
        Row(to, "server memory", Of(report.ServerRssBytes / 1e6, "MB"), $"{Of(report.RssPerConnectionBytes, "bytes/connection")}, allocated {Of(report.ServerAllocatedBytesPerMsg, "bytes/message")}");
        Row(to, "batching", $"{report.MessagesPerSendFrame:N1} in a Send", $"{report.MessagesPerBlock:N1} in a block");
        Row(to, "checked", report.Correct ? "all correct" : "WRONG", $"lost {report.Lost}, duplicated {report.Duplicated}, reordered {report.Reordered}, altered {report.Altered}, unacked {report.Unacked}; refused {report.Refused}, lagged {report.Lagged}");
        if (report.Void)
            Row(to, "VOID", report.VoidReason!, "");
    }

    private static void Row(TextWriter to, string name, string value, string more) =>
        to.WriteLine($"  {name,-14} {value,-22} {more}");

    private static string Of(double? value, string unit) => value is { } known
        ? $"{known.ToString("N2", CultureInfo.CurrentCulture)} {unit}"
        : "unknown";
}
