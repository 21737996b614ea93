using FastChat.Bench.Load.Pairs;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load;

/// <summary>One run from arguments to exit code: target, accounts, load, report.</summary>
internal static class LoadRun
{
    private const int DefaultHttpPort = 8080;

    public static async Task<int> RunAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        try
        {
            var report = await MeasureAsync(arguments, cancellation);
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
        catch (Exception failure) when (failure is IOException or HttpRequestException or System.Net.Sockets.SocketException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private static async Task<LoadReport> MeasureAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
            throw new IOException("The load generator runs on Linux: it waits with epoll and reads /proc.");
        if (arguments.Target is { } given)
        {
            var http = arguments.Http ?? new Uri($"http://{given.Host}:{DefaultHttpPort}");
            return await PairScenario.RunAsync(arguments, new LoadTarget(given.ToString(), given, http, null), cancellation);
        }
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.Server, cancellation);
        var own = new LoadTarget("fastchat", server.TcpEndPoint, server.Http, server);
        return await PairScenario.RunAsync(arguments, own, cancellation);
    }
}
