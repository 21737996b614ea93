using FastChat.Bench.Reports;

namespace FastChat.Bench.Load;

/// <summary>One run from arguments to exit code.</summary>
internal static class LoadRun
{
    public static Task<int> RunAsync(LoadArguments arguments, string command, CancellationToken cancellation) => ReportedRun.RunAsync(arguments, async () =>
    {
        var report = await MeasureAsync(arguments, cancellation);
        if (arguments.ReportDirectory is { } directory)
            ReportDirectory.Write(directory, command, report);
        if (arguments.JsonFile is { } file)
            await File.WriteAllTextAsync(file, ReportWriter.Json(report), cancellation);
        else
            ReportWriter.Table(report, Console.Out);
        if (!report.Correct)
            await Console.Error.WriteLineAsync("Messages were lost, duplicated, reordered, altered or left unacked.");
        return report.Correct;
    });

    public static async Task<LoadReport> MeasureAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
            throw new IOException("The load generator runs on Linux: it waits with epoll and reads /proc.");
        var begun = TimeProvider.System.GetUtcNow();
        var report = await ScenarioTable.Find(arguments.Scenario)!.RunAsync(arguments, cancellation);
        return report with { Begun = begun, Machine = Machine.Read() };
    }
}
