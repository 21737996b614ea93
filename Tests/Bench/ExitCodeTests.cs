using System.Diagnostics;
using FastChat.Bench.Load;
using FastChat.Tests.Support;

namespace FastChat.Tests.Bench;

/// <summary>The program itself, as a script runs it.</summary>
public sealed class ExitCodeTests
{
    [TestCase("--help")]
    [TestCase("load --help")]
    [TestCase("compare --help")]
    [TestCase("micro --list flat")]
    public async Task WhoAsksIsAnsweredOnStandardOutput(string line)
    {
        var (code, output, errors) = await RunAsync(line);
        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain(line.StartsWith("micro", StringComparison.Ordinal) ? "SearchBenchmarks" : LoadOptions.Usage));
    }

    [TestCase("load direct --nope", "--nope is unknown.")]
    [TestCase("load direct --json /dev/null/result.json", "--json cannot be written")]
    [TestCase("compare direct --report /dev/null/report", "--report cannot be written")]
    [TestCase("micro --nope", "")]
    [TestCase("micro --filter *Nope*", "")]
    public async Task WrongArgumentsEndWithTwoBeforeAnythingRuns(string line, string sentence)
    {
        var (code, _, errors) = await RunAsync(line);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors, Does.Contain(sentence));
    }

    [Test]
    [Platform("Linux")]
    public async Task WhoEndsItEndsItsServerToo()
    {
        var temporary = Directory.CreateTempSubdirectory("fastchat-bench-").FullName;
        using var process = Start("load direct --pairs 1 --seconds 60 --warmup 0", temporary);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        // The server says so in a file once it listens.
        await Conditions.Until(() => Directory.GetFiles(temporary, "key.ports", SearchOption.AllDirectories).Length == 1);
        using (Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.EqualTo(1), await output + await errors);
        Assert.That(Directory.GetDirectories(temporary, "fastchat-*"), Is.Empty, "it goes after its server");
        Directory.Delete(temporary, recursive: true);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string line)
    {
        using var process = Start(line);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private static Process Start(string line, string? temporary = null) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(LoadRun).Assembly.Location, .. line.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
            Environment = { ["TMPDIR"] = temporary ?? Path.GetTempPath() },
        })!;
}
