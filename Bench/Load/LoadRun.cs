using System.Net.Sockets;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load;

/// <summary>One run from arguments to exit code.</summary>
internal static class LoadRun
{
    public static async Task<int> RunAsync(LoadArguments arguments, string command, CancellationToken cancellation)
    {
        if (!OutputPaths.TryOpen(arguments.ReportDirectory, arguments.JsonFile, out var problem))
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }
        try
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
            return report.Correct ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or SocketException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    public static async Task<LoadReport> MeasureAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
            throw new IOException("The load generator runs on Linux: it waits with epoll and reads /proc.");
        var begun = TimeProvider.System.GetUtcNow();
        var report = await ScenarioTable.Find(arguments.Scenario)!.RunAsync(arguments, cancellation);
        return report with { Begun = begun, Machine = Machine.Read() };
    }
}
