using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FastChat.Bench.Load;

namespace FastChat.Bench.Peers;

/// <summary>What `compare` was asked to do.</summary>
/// <param name="Load">Of every run; its target is set for each.</param>
/// <param name="Rounds">Of one run per target.</param>
internal sealed record CompareArguments(LoadArguments Load, int Rounds)
{
    public const string Usage = """
        usage: compare [direct|latency|fanout|idle] [--rounds N] [options of load but --target]

          Runs the scenario (default: direct) on fastchat, raw and signalr in turn, N times (default: 3), and prints
          medians, and FastChat's ratios to the others within each round.
        """;

    /// <summary>The scenarios that need nothing that the peers do not have: no log, no accounts.</summary>
    public static readonly IReadOnlyList<string> Scenarios = ["direct", "latency", "fanout", "idle"];

    private const int RoundsMax = 100;
    private static readonly string[] OfTarget = ["--target", .. LoadArguments.OfRemote];

    public static bool TryParse(
        string[] args, [NotNullWhen(true)] out CompareArguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        arguments = null;
        var load = args.ToList();
        if (load is not [var first, ..] || first.StartsWith("--", StringComparison.Ordinal))
            load.Insert(0, Scenarios[0]);
        var rounds = 3;
        if (load.IndexOf("--rounds") is >= 0 and var at)
        {
            if (at + 1 == load.Count || !int.TryParse(load[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) || rounds is < 1 or > RoundsMax)
                return Fail($"--rounds needs a number from 1 to {RoundsMax}.", out problem);
            load.RemoveRange(at, 2);
        }
        if (load.Find(OfTarget.Contains) is { } option)
            return Fail($"compare starts its targets itself: it has no use for {option}.", out problem);
        if (load.Contains("--sdk"))
            return Fail("--sdk speaks to FastChat only.", out problem);
        if (!Scenarios.Contains(load[0]))
            return Fail($"The peers do not have what {load[0]} needs: compare {string.Join(", ", Scenarios)}.", out problem);
        if (!LoadArguments.TryParse([.. load], out var parsed, out problem))
            return false;
        arguments = new CompareArguments(parsed, rounds);
        return true;
    }

    private static bool Fail(string text, out string problem)
    {
        problem = text;
        return false;
    }
}
