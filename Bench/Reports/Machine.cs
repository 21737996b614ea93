using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace FastChat.Bench.Reports;

/// <summary>What a run was made on, and from which commit.</summary>
internal sealed record Machine(string Processor, int Cores, long MemoryBytes, string Kernel, string Runtime, string Commit)
{
    /// <summary>What Linux tells in /proc; the commit was noted by the build.</summary>
    public static Machine Read() => new(
        Value("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        1_024 * long.Parse((Value("/proc/meminfo", "MemTotal") ?? "0").Split(' ')[0], CultureInfo.InvariantCulture),
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        RuntimeInformation.FrameworkDescription,
        CommitOf(typeof(Machine).Assembly));

    private static string? Value(string file, string name) => File.ReadLines(file)
        .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .FirstOrDefault(parts => parts.Length == 2 && parts[0] == name)?[1];

    /// <summary>"0.1.0+hash"; a build outside of a clone has no hash.</summary>
    private static string CommitOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, var hash] ? hash : "unknown";
}
