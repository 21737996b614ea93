using FastChat.Bench.Load.Processes;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>R4: every planted bug of a server is caught by the checker, and a server without one is not accused.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class PlantedBugTests
{
    private const int CaughtWithinRuns = 3; // some bugs need two things to happen at once

    [Test]
    public async Task AServerWithoutAPlantedBugIsNotAccused()
    {
        using var directory = new TemporaryDirectory();
        var violations = await new PlantedRun(new PlantedBug("none"), Budgets.Seed("R4"), directory.Path).JudgeAsync();
        Assert.That(violations, Is.Empty, string.Join('\n', violations));
    }

    [TestCaseSource(typeof(PlantedBug), nameof(PlantedBug.All))]
    public async Task APlantedBugIsCaught(object planted)
    {
        var bug = (PlantedBug)planted;
        for (var run = 1; ; run++)
        {
            using var directory = new TemporaryDirectory();
            var violations = await new PlantedRun(bug, Budgets.Seed($"R4, {bug}"), directory.Path).JudgeAsync();
            await TestContext.Out.WriteLineAsync($"{bug}:\n{string.Join('\n', violations.Take(5))}");
            if (violations.Select(v => v.Invariant).Intersect(bug.Breaks).Any())
                return;
            Assert.That(run, Is.LessThan(CaughtWithinRuns), $"{bug} broke {string.Join(", ", violations.Select(v => v.Invariant).Distinct())}");
        }
    }

    [Test]
    public void ThereAreFifteenBugsAtLeast() => Assert.That(PlantedBug.All, Has.Count.GreaterThanOrEqualTo(15));
}
