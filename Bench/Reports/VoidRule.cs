namespace FastChat.Bench.Reports;

/// <summary>When a run says nothing about the server, because the generator could not keep up. One rule for all scenarios.</summary>
internal static class VoidRule
{
    /// <summary>Of one core. A loop thread that computes this much of the time has no room left to wait for the server.</summary>
    public const double GeneratorCpuShareMax = 0.85;

    /// <summary>99 of 100 passes over the ready sockets must be shorter: a message waits that long before it is noticed.</summary>
    public const double GeneratorLagUsP99Max = 10_000;

    public static string? Judge(double generatorCpuShare, double generatorLagUsP99) => (generatorCpuShare, generatorLagUsP99) switch
    {
        ( > GeneratorCpuShareMax, _) => $"the generator's busiest loop used {generatorCpuShare:P0} of a core (limit {GeneratorCpuShareMax:P0})",
        (_, > GeneratorLagUsP99Max) => $"the generator's loop was late by {generatorLagUsP99:N0} µs (p99; limit {GeneratorLagUsP99Max:N0})",
        _ => null,
    };
}
