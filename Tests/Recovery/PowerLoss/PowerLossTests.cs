using FastChat.Bench.Load.Processes;
using FastChat.Tests.Recovery.Crashes;
using FastChat.Tests.Recovery.History;

namespace FastChat.Tests.Recovery.PowerLoss;

/// <summary>R2: what was not synced is gone after a power loss; nothing that was acked may be among it.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class PowerLossTests
{
    [Test]
    public async Task NoAckedMessageIsLostWithThePower()
    {
        using var directory = new TemporaryDirectory();
        var (run, lost) = await NewRunAsync("R2", directory, sync: true);
        var violations = await run.RunAsync(Budgets.PowerLosses);
        await TestContext.Out.WriteLineAsync(
            $"R2: {Budgets.PowerLosses} power losses took {lost()} files or parts of files; {run.Acked:N0} of {run.Sent:N0} acked");
        Assert.That(violations, Is.Empty, string.Join('\n', violations));
        Assert.That(lost(), Is.GreaterThan(0), "the test took nothing away");
    }

    /// <summary>The control: were the log not synced, this test would notice.</summary>
    [Test]
    public async Task WithoutTheSyncLostMessagesAreNoticed()
    {
        using var directory = new TemporaryDirectory();
        var (run, _) = await NewRunAsync("R2 control", directory, sync: false);
        IReadOnlyList<Violation> violations;
        try
        {
            violations = await run.RunAsync(Budgets.PowerLossControlRounds);
        }
        catch (Exception noticed) when (noticed is InvalidDataException or IOException or InvalidOperationException)
        {
            // A device saw that the server forgot what it had acked, or the server refused to open what was left.
            Assert.Pass(noticed.Message);
            throw;
        }
        Assert.That(violations.Select(v => v.Invariant), Does.Contain(Invariant.AckedIsKept));
    }

    private static async Task<(CrashRun Run, Func<int> Lost)> NewRunAsync(string suite, TemporaryDirectory directory, bool sync)
    {
        var settings = directory.Server;
        Directory.CreateDirectory(settings.DataDirectory); // the operator's, durable before the first start
        var journal = directory.Below("durable.journal");
        settings = settings with
        {
            More = new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = await DurableShim.BuildAsync(directory.Path),
                ["DURABLE_ROOT"] = settings.DataDirectory,
                ["DURABLE_JOURNAL"] = journal,
                ["FASTCHAT__SYNCWRITES"] = sync ? "true" : "false",
            },
        };
        var disk = new DurableDisk(settings.DataDirectory, journal);
        var lost = 0;
        var run = new CrashRun(suite, directory, settings)
        {
            AfterKill = random =>
            {
                disk.LosePower(random);
                lost += disk.Lost;
            },
        };
        return (run, () => lost);
    }
}
