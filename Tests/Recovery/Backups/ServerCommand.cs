using System.Diagnostics;
using FastChat.Bench.Load.Processes;

namespace FastChat.Tests.Recovery.Backups;

/// <summary>A command of the server's executable, run as an operator would.</summary>
internal static class ServerCommand
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(ServerSettings settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(ServerProcess.ServerDll);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        settings.WriteTo(start.Environment);
        using var process = Process.Start(start)!;
        using var late = new CancellationTokenSource(EndsWithin);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(late.Token);
            var errors = process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            Assert.That(process.ExitCode, Is.Zero, $"{string.Join(' ', arguments)}:\n{await output}{await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
