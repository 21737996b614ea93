using FastChat.Bench.Load;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Peers;

/// <summary>The same workload on each target in turn, A B C A B C, from arguments to exit code.</summary>
internal static class CompareRun
{
    /// <summary>By the names that `--target` knows; the first is compared with the others.</summary>
    public static readonly IReadOnlyList<string> Targets = ["fastchat", "raw", "signalr"];

    public static Task<int> RunAsync(CompareArguments arguments, string command, CancellationToken cancellation) => ReportedRun.RunAsync(arguments.Load, async () =>
    {
        var comparison = await MeasureAsync(arguments, cancellation);
        if (arguments.Load.ReportDirectory is { } directory)
            ReportDirectory.Write(directory, command, comparison);
        if (arguments.Load.JsonFile is { } file)
            await File.WriteAllTextAsync(file, ComparisonWriter.Json(comparison), cancellation);
        else
            ComparisonWriter.Table(comparison, Console.Out);
        return comparison.Correct;
    });

    private static async Task<Comparison> MeasureAsync(CompareArguments arguments, CancellationToken cancellation)
    {
        var rounds = new List<IReadOnlyList<LoadReport>>();
        for (var round = 1; round <= arguments.Rounds; round++)
        {
            var runs = new List<LoadReport>();
            foreach (var target in Targets)
            {
                if (arguments.Load.JsonFile is null)
                    await Console.Error.WriteLineAsync($"round {round} of {arguments.Rounds}: {target}");
                runs.Add(await LoadRun.MeasureAsync(arguments.Load with { Target = target }, cancellation));
            }
            rounds.Add(runs);
        }
        return new Comparison(Targets, rounds);
    }
}
