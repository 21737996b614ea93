using System.Text.Json;
using FastChat.Bench.Load;
using FastChat.Tests.Support;

namespace FastChat.Tests.Bench.Runs;

/// <summary>
/// The message path may not begin to allocate: bytes for each delivered message, as the server's own runtime counts them,
/// against what was recorded in allocations.json. Whoever brings one down records the new figure there.
/// </summary>
[NonParallelizable]
[Category("Long")]
public sealed class AllocationGateTests
{
    /// <summary>A busy machine makes turns smaller, and what a turn allocates counts for fewer messages.</summary>
    private const double Factor = 2;

    /// <summary>Bytes: timers, metrics and the first minute's compilations, spread over the messages of three seconds.</summary>
    private const double Slack = 16;

    private static readonly Dictionary<string, double> Recorded = JsonSerializer.Deserialize<Dictionary<string, double>>(
        Repository.Read("Tests/Bench/Runs/allocations.json"))!;

    private static IEnumerable<string> Lines => Recorded.Keys;

    [TestCaseSource(nameof(Lines))]
    public async Task TheServerAllocatesNoMoreForAMessageThanWasRecorded(string line)
    {
        Assert.That(LoadArguments.TryParse([.. line.Split(' '), "--seconds", "3", "--warmup", "2", "--json", "none"], out var arguments, out _));
        var report = await LoadRun.MeasureAsync(arguments!, CancellationToken.None);
        var (bytes, limit) = (report.ServerAllocatedBytesPerMsg, (Factor * Recorded[line]) + Slack);
        await TestContext.Out.WriteLineAsync($"{line}: {bytes} bytes a message at {report.DeliveredPerS:N0}/s, recorded {Recorded[line]}, limit {limit}");
        Assert.That(bytes, Is.Not.Null.And.LessThanOrEqualTo(limit));
    }
}
