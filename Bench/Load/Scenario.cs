using FastChat.Bench.Reports;

namespace FastChat.Bench.Load;

/// <summary>A workload by name.</summary>
/// <param name="Defaults">What applies where the command line says nothing.</param>
/// <param name="Summary">For the usage text.</param>
/// <param name="RunAsync">Opens its target, measures, and ends it.</param>
internal sealed record Scenario(
    LoadArguments Defaults, string Summary, Func<LoadArguments, CancellationToken, Task<LoadReport>> RunAsync)
{
    public string Name => Defaults.Scenario;
}
