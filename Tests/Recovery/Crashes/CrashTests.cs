using FastChat.Bench.Load.Processes;

namespace FastChat.Tests.Recovery.Crashes;

/// <summary>R1: the server process is killed under full load, again and again; then the history is judged.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class CrashTests
{
    private const int AckedMin = 1_000;

    [Test]
    public async Task EveryAckedMessageSurvivesKillNine()
    {
        using var directory = new TemporaryDirectory();
        var run = new CrashRun("R1", directory, directory.Server);
        var violations = await run.RunAsync(Budgets.Crashes);
        await TestContext.Out.WriteLineAsync(
            $"R1: {Budgets.Crashes} crashes, {run.Sent:N0} sent, {run.Acked:N0} acked, slowest start {run.SlowestStart.TotalMilliseconds:N0} ms");
        Assert.That(violations, Is.Empty, string.Join('\n', violations));
        Assert.That(run.Acked, Is.EqualTo(run.Sent).And.GreaterThan(AckedMin));
    }
}
