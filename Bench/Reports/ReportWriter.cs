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
        to.WriteLine($"{report.Scenario} → {report.Target}{Parameters(report)}, {(report.Durable ? "durable" : "not durable")}");
        if (report.Delivered is not null)
            Row(to, "delivered", Of(report.DeliveredPerS, "/s", "N0"), $"{report.Delivered:N0} in {report.MeasuredSeconds:N1} s");
        if (report.ConnectedPerS is not null)
            Row(to, "connected", Of(report.ConnectedPerS, "/s", "N0"), $"server CPU {Of(report.ServerCpuUsPerConnect, " µs each")}");
        Row(to, "server CPU", Of(report.ServerCpuUsPerMsg, " µs/message"), Of(report.ServerCpuCores, " cores"));
        Row(to, "generator CPU", Of(report.ClientCpuUsPerMsg, " µs/message"), $"busiest loop {report.GeneratorCpuShare:P0} of a core{(report.GeneratorLagUsP99 is { } lag ? $", pass p99 {lag:N0} µs" : "")}");
        Latency(to, "ack", report.AckUs);
        Latency(to, "delivery", report.DeliveryUs);
        Latency(to, "page", report.PageUs);
        Latency(to, "search", report.SearchUs);
        if (report.SearchUs is not null)
            Row(to, "index", Of(report.IndexCpuUsPerMsg, " µs/message"), $"{report.IndexShareOfText:P1} of the text, {report.MessagesStored:N0} messages, {Of(report.SearchesPerS, " searches/s", "N0")}");
        Latency(to, "time to back", report.TimeToBackMs, "ms");
        if (report.ServerReadyMs is not null)
            Row(to, "server ready", Of(report.ServerReadyMs, " ms", "N0"), $"{report.FailedConnects:N0} attempts to connect failed");
        Row(to, "server memory", Of(report.ServerRssBytes / 1e6, " MB"), $"{Of(report.RssPerConnectionBytes, " bytes/connection", "N0")}, allocated {Of(report.ServerAllocatedBytesPerMsg, " bytes/message")}");
        if (report.MessagesPerBlock is not null)
            Row(to, "batching", Of(report.MessagesPerSendFrame, " in a Send", "N1"), Of(report.MessagesPerBlock, " in a block", "N1"));
        Row(to, "checked", report.Correct ? "all correct" : "WRONG", $"lost {report.Lost}, duplicated {report.Duplicated}, reordered {report.Reordered}, altered {report.Altered}, unacked {report.Unacked}; refused {report.Refused}, lagged {report.Lagged}");
        if (report.Void)
            Row(to, "VOID", report.VoidReason!, "");
    }

    private static string Parameters(LoadReport report) => string.Concat(
        Named(report.Pairs, "pairs"), Named(report.Connections, "connections"), Named(report.Window, "unacked"),
        Named(report.RatePerS, "a second"), Named(report.PayloadBytes, "bytes"), Named(report.PerBlock, "per block"));

    private static string Named(int? value, string what) => value is { } known ? $", {known:N0} {what}" : "";

    private static void Latency(TextWriter to, string name, Percentiles? times, string unit = "µs")
    {
        if (times is not null)
            Row(to, name, $"p50 {times.P50:N0} {unit}", $"p99 {times.P99:N0}, p99.9 {times.P999:N0}, max {times.Max:N0} {unit}");
    }

    private static void Row(TextWriter to, string name, string value, string more) =>
        to.WriteLine($"  {name,-14} {value,-22} {more}");

    private static string Of(double? value, string unit, string format = "N2") => value is { } known
        ? known.ToString(format, CultureInfo.CurrentCulture) + unit
        : "unknown";
}
