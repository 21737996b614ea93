using System.Net.Sockets;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load;

/// <summary>What surrounds every run: where its results go is tried before it, and what makes it impossible becomes a sentence.</summary>
internal static class ReportedRun
{
    /// <param name="arguments">Say where the results go.</param>
    /// <param name="run">Measures, writes the results, and returns whether every message was right.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(LoadArguments arguments, Func<Task<bool>> run)
    {
        if (!OutputPaths.TryOpen(arguments.ReportDirectory, arguments.JsonFile, out var problem))
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }
        try
        {
            return await run() ? 0 : 1;
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
}
