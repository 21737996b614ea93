using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace FastChat.Bench.Micro;

/// <summary>
/// `micro`: the parts of the message path, one by one (BenchmarkDotNet). Short runs in this process, so that all of them
/// end in minutes; what follows (`--filter X`, `--list flat`, `--job medium` …) is BenchmarkDotNet's own command line.
/// </summary>
internal static class MicroRun
{
    /// <summary>What only asks; BenchmarkDotNet's own.</summary>
    private static readonly string[] Questions = ["--help", "--list", "--info", "--version"];

    /// <returns>The exit code: 2 when nothing ran though something should have.</returns>
    public static int Run(string[] args)
    {
        var inThisProcess = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
        var config = ManualConfig.CreateEmpty()
            .AddJob(inThisProcess)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub);
        var chosen = args.Contains("--filter") || args.Any(Questions.Contains) ? args : [.. args, "--filter", "*"];
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroRun).Assembly).Run(chosen, config).ToArray();
        if (summaries.Length == 0)
            return args.Any(Questions.Contains) ? 0 : 2;
        return summaries.Any(s => s.HasCriticalValidationErrors || s.Reports.Any(r => !r.Success)) ? 1 : 0;
    }
}
