using System.Globalization;
using System.Text;

namespace FastChat.Bench.Reports;

/// <summary>A report to keep: what was run, on what, what came out, and whether it can be believed.</summary>
internal static class MarkdownReport
{
    /// <summary>Its name beside the report.</summary>
    public const string PlotFile = "latency.svg";

    private static readonly (string Label, Func<LoadReport, object?> Of)[] Figures =
    [
        ("delivered/s", r => r.DeliveredPerS),
        ("server CPU µs/message", r => r.ServerCpuUsPerMsg),
        ("server CPU cores", r => r.ServerCpuCores),
        ("ack p50 / p99 / p99.9 / max µs", r => Latency(r.AckUs)),
        ("delivery p50 / p99 / p99.9 / max µs", r => Latency(r.DeliveryUs)),
        ("page p50 / p99 / p99.9 / max µs", r => Latency(r.PageUs)),
        ("pages/s", r => r.PagesPerS),
        ("search p50 / p99 / p99.9 / max µs", r => Latency(r.SearchUs)),
        ("searches/s", r => r.SearchesPerS),
        ("making the index, server CPU µs/message", r => r.IndexCpuUsPerMsg),
        ("index by text", r => r.IndexShareOfText is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share:P1}") : null),
        ("time to back p50 / p99 / p99.9 / max ms", r => Latency(r.TimeToBackMs)),
        ("connected/s", r => r.ConnectedPerS),
        ("server CPU µs/connect", r => r.ServerCpuUsPerConnect),
        ("server memory MB", r => r.ServerRssBytes / 1e6),
        ("bytes/connection", r => r.RssPerConnectionBytes),
        ("allocated on the server, bytes/message", r => r.ServerAllocatedBytesPerMsg),
        ("messages in a frame sent / in a block", r => r.MessagesPerBlock is null ? null : string.Create(CultureInfo.InvariantCulture, $"{r.MessagesPerSendFrame:N1} / {r.MessagesPerBlock:N1}")),
    ];

    private static readonly (string Label, Func<LoadReport, object?> Of)[] Health =
    [
        ("generator: busiest loop, share of a core", r => r.GeneratorCpuShare),
        ("generator: CPU µs/message", r => r.ClientCpuUsPerMsg),
        ("generator: late by, p99 µs", r => r.GeneratorLagUsP99),
        ("void", r => r.VoidReason ?? "no"),
        ("lost, duplicated, reordered, altered, unacked", r => $"{r.Lost}, {r.Duplicated}, {r.Reordered}, {r.Altered}, {r.Unacked}"),
        ("refused, lagged", r => $"{r.Refused}, {r.Lagged}"),
    ];

    /// <param name="command">What was typed.</param>
    /// <param name="machine">Where.</param>
    /// <param name="runs">In their order.</param>
    /// <param name="comparison">Null: the runs were not compared.</param>
    /// <param name="hasPlot">Whether <see cref="PlotFile"/> lies beside it.</param>
    public static string Write(string command, Machine machine, IReadOnlyList<LoadReport> runs, Comparison? comparison, bool hasPlot)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {runs[0].Scenario}: {string.Join(", ", runs.Select(r => r.Target).Distinct())}\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"```\n{command}\n```\n");
        if (comparison is not null)
        {
            Table(text, ComparisonWriter.Rows(comparison));
            foreach (var remark in ComparisonWriter.Remarks(comparison))
                text.AppendLine(CultureInfo.InvariantCulture, $"Left out: {remark}.\n");
        }
        if (hasPlot)
            text.AppendLine($"![Latencies by percentile]({PlotFile})\n");
        text.AppendLine("## Machine\n");
        Table(text, [["", ""], .. MachineRows(machine)]);
        text.AppendLine("## Options\n");
        Table(text, [["", ""], .. OptionRows(runs[0])]);
        text.AppendLine("## Figures\n");
        Table(text, Columns(runs, Figures));
        text.AppendLine("## Generator and checks\n");
        Table(text, Columns(runs, Health));
        return text.ToString();
    }

    private static IEnumerable<string[]> MachineRows(Machine machine) =>
    [
        ["processor", machine.Processor], ["cores", Cell(machine.Cores)], ["memory", string.Create(CultureInfo.InvariantCulture, $"{machine.MemoryBytes / 1e9:N1} GB")],
        ["kernel", machine.Kernel], ["runtime", machine.Runtime], ["commit", machine.Commit],
    ];

    private static IEnumerable<string[]> OptionRows(LoadReport run) => new (string, object?)[]
    {
        ("begun", run.Begun?.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        ("scenario", run.Scenario), ("transport", run.Transport), ("pairs", run.Pairs), ("connections", run.Connections), ("unacked messages per sender", run.Window),
        ("messages per frame, at most", run.Batch), ("payload bytes", run.PayloadBytes), ("messages a second", run.RatePerS),
        ("messages stored", run.MessagesStored), ("messages in a stored block", run.PerBlock), ("warm-up seconds", run.WarmupSeconds),
        ("measured seconds", run.MeasuredSeconds),
    }.Where(row => row.Item2 is not null).Select(row => new[] { row.Item1, Cell(row.Item2) });

    private static IReadOnlyList<string[]> Columns(IReadOnlyList<LoadReport> runs, (string Label, Func<LoadReport, object?> Of)[] rows) =>
    [
        ["", .. runs.Select(r => r.Durable ? $"{r.Target}, durable" : r.Target)],
        .. rows.Where(row => runs.Any(r => row.Of(r) is not null)).Select(row => (string[])[row.Label, .. runs.Select(r => Cell(row.Of(r)))]),
    ];

    private static void Table(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        foreach (var (i, row) in rows.Index())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |");
            if (i == 0)
                text.AppendLine(CultureInfo.InvariantCulture, $"|{string.Concat(row.Select((_, column) => column == 0 ? "---|" : "---:|"))}");
        }
        text.AppendLine();
    }

    private static string? Latency(Percentiles? us) =>
        us is null ? null : string.Create(CultureInfo.InvariantCulture, $"{us.P50:N0} / {us.P99:N0} / {us.P999:N0} / {us.Max:N0}");

    private static string Cell(object? value) => value switch
    {
        null => "–",
        double number => number.ToString(number >= 1_000 ? "N0" : "N2", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
