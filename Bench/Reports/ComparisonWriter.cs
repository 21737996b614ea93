using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastChat.Bench.Reports;

/// <summary>A comparison as JSON and as a table.</summary>
internal static class ComparisonWriter
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    public static string Json(Comparison comparison) => JsonSerializer.Serialize(
        new
        {
            comparison.Rounds[0][0].Scenario,
            comparison.Targets,
            Rounds = comparison.Rounds.Count,
            comparison.VoidRuns,
            comparison.Correct,
            Medians = ComparedFigure.All.ToDictionary(
                figure => figure.Name, figure => comparison.Targets.ToDictionary(t => t, t => comparison.Median(t, figure))),
            Ratios = ComparedFigure.All.ToDictionary(
                figure => figure.Name, figure => comparison.Targets.Skip(1).ToDictionary(t => t, t => comparison.Ratio(t, figure))),
            Runs = comparison.Runs,
        },
        Options);

    /// <summary>Its cells: a row of names first, then a row for each figure.</summary>
    public static IReadOnlyList<string[]> Rows(Comparison comparison)
    {
        var peers = comparison.Targets.Skip(1).ToArray();
        var rows = new List<string[]> { ([comparison.Rounds.Count == 1 ? "1 round" : $"{comparison.Rounds.Count} rounds", .. comparison.Targets, .. peers.Select(p => $"to {p}")]) };
        foreach (var figure in ComparedFigure.All)
        {
            var medians = comparison.Targets.Select(t => comparison.Median(t, figure)).ToArray();
            if (medians.Any(m => m is not null))
                rows.Add([figure.Label, .. medians.Select(Number), .. peers.Select(p => Ratio(comparison.Ratio(p, figure)))]);
        }
        return rows;
    }

    public static void Table(Comparison comparison, TextWriter to)
    {
        var rows = Rows(comparison);
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            to.WriteLine("  " + string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))));
        foreach (var line in Remarks(comparison))
            to.WriteLine($"  {line}");
    }

    /// <summary>Runs that were left out, and why.</summary>
    public static IEnumerable<string> Remarks(Comparison comparison) =>
        from round in comparison.Rounds.Index()
        from run in round.Item
        where run.Void || !run.Correct
        select $"round {round.Index + 1}, {run.Target}: {(run.Correct ? $"void, {run.VoidReason}" : "WRONG: messages were lost, duplicated, reordered, altered or left unacked")}";

    private static string Number(double? value) => value switch
    {
        null => "–",
        >= 1_000 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.Value.ToString("N1", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("N2", CultureInfo.InvariantCulture),
    };

    private static string Ratio(Spread? spread) => spread is null
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{spread.Median:0.00} ({spread.Min:0.00}–{spread.Max:0.00})");
}
