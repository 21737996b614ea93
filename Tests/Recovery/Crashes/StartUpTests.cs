using FastChat.Bench.Load;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Targets;

namespace FastChat.Tests.Recovery.Crashes;

/// <summary>R12: a killed server with many messages is back soon.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class StartUpTests
{
    private const int LoadRunsMax = 60;

    [Test]
    public async Task AServerWithAMillionMessagesIsReadySoonAfterKillNine()
    {
        using var directory = new TemporaryDirectory();
        await using (var first = await ServerProcess.StartAsync(directory.Server))
        {
            var stored = await StoreAsync(first);
            await TestContext.Out.WriteLineAsync($"R12: {stored:N0} messages stored, first start {first.StartUp.TotalMilliseconds:N0} ms");
            await first.KillAsync();
        }
        await using var again = await ServerProcess.StartAsync(directory.Server);
        await TestContext.Out.WriteLineAsync($"R12: ready {again.StartUp.TotalMilliseconds:N0} ms after kill -9");
        Assert.That(again.StartUp, Is.LessThanOrEqualTo(Budgets.StartWithin));
    }

    private static async Task<long> StoreAsync(ServerProcess server)
    {
        Assert.That(LoadArguments.TryParse(["direct", "--seconds", "3", "--warmup", "0", "--json", "none"], out var arguments, out _));
        var stored = 0L;
        for (var run = 0; run < LoadRunsMax && stored < Budgets.StoredMessages; run++)
        {
            var report = await StreamScenario.RunAsync(arguments!, TargetTable.Of("own", server), default);
            Assert.That(report.Correct);
            stored += report.Delivered!.Value;
        }
        Assert.That(stored, Is.GreaterThanOrEqualTo(Budgets.StoredMessages));
        return stored;
    }
}
