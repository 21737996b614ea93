using HdrHistogram;

namespace FastChat.Bench.Reports;

/// <summary>`--report DIR`: `report.md`, `report.json` and, if there are latencies, `latency.svg` there.</summary>
internal static class ReportDirectory
{
    public const string ReportFile = "report.md";

    public static void Write(string directory, string command, LoadReport run) => Write(
        directory, command, [run], null, ReportWriter.Json(run), $"{run.Scenario}, {run.Target}",
        [
            ("ack", run.AckUs?.Histogram), ("delivery", run.DeliveryUs?.Histogram), ("page", run.PageUs?.Histogram),
            ("search", run.SearchUs?.Histogram), ("time to back", run.TimeToBackMs?.Histogram),
        ]);

    public static void Write(string directory, string command, Comparison comparison)
    {
        IReadOnlyList<LoadReport> runs = [.. comparison.Runs];
        var delivery = runs.Any(r => r.DeliveryUs is not null);
        Write(
            directory, command, runs, comparison, ComparisonWriter.Json(comparison), $"{runs[0].Scenario}, {(delivery ? "delivery" : "answer")}",
            [.. comparison.Targets.Select(t => (t, comparison.Latencies(t, r => delivery ? r.DeliveryUs : r.AckUs)))]);
    }

    private static void Write(
        string directory, string command, IReadOnlyList<LoadReport> runs, Comparison? comparison, string json,
        string title, IReadOnlyList<(string Name, LongHistogram? Latencies)> curves)
    {
        var drawn = curves.Where(c => c.Latencies is not null).Select(c => (c.Name, c.Latencies!)).ToArray();
        var markdown = MarkdownReport.Write(command, Machine.Read(), runs, comparison, drawn.Length > 0);
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, ReportFile), markdown);
        File.WriteAllText(Path.Combine(directory, "report.json"), json);
        if (drawn.Length > 0)
            File.WriteAllText(Path.Combine(directory, MarkdownReport.PlotFile), LatencyPlot.Svg(title, drawn));
    }
}
