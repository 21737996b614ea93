using FastChat.Bench.Load;
using FastChat.Bench.Reports;

namespace FastChat.Tests.Bench.Runs;

/// <summary>Three seconds of each scenario against a real server, small: whether every message is right, not how fast.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class ScenarioTests
{
    private const string Short = "--seconds 3 --warmup 0";

    [TestCase("direct")]
    [TestCase("direct --transport ws")]
    [TestCase("direct --rate 20000 --threads 2")]
    [TestCase("latency")]
    [TestCase("latency --rate 200")]
    [TestCase("direct --sdk --pairs 2")]
    [TestCase("latency --sdk")]
    [TestCase("fanout --members 100")]
    [TestCase("fanout --members 100 --transport ws --rate 500")]
    [TestCase("catchup --connections 20")]
    [TestCase("catchup --connections 20 --per-block 64")]
    [TestCase("history --messages 20000 --conversations 20")]
    [TestCase("history --messages 300 --conversations 10")]
    [TestCase("history --messages 20000 --conversations 20 --per-block 64 --transport ws")]
    public async Task EveryMessageIsRight(string line)
    {
        var report = await RunAsync(line);
        Assert.That(report.Correct, ReportWriter.Json(report));
        Assert.That(report.Delivered, Is.GreaterThan(0));
    }

    [TestCase("search --messages 100000 --conversations 100 --members 20")]
    [TestCase("search --messages 100000 --conversations 1 --members 1 --transport ws")]
    public async Task EverySearchFindsWhatIsThere(string line)
    {
        var report = await RunAsync(line);
        Assert.That(report.Correct, ReportWriter.Json(report));
        Assert.That(report.SearchUs, Is.Not.Null);
        Assert.That(report.IndexShareOfText, Is.LessThan(0.5));
    }

    [TestCase("idle --connections 500")]
    [TestCase("idle --connections 500 --transport ws")]
    public async Task EveryIdleConnectionStaysAndIsAnswered(string line)
    {
        var report = await RunAsync(line);
        Assert.That((report.Connections, report.Correct), Is.EqualTo((500, true)), ReportWriter.Json(report));
        Assert.That(report.AckUs, Is.Not.Null, "keep-alives were answered");
    }

    [Test]
    public async Task EverybodyIsBackAfterAStormAndHasWhatWasMissed()
    {
        var report = await MeasureAsync("storm --connections 200 --members 50");
        Assert.That((report.Back, report.Delivered, report.Correct), Is.EqualTo((200, 2_000L, true)), ReportWriter.Json(report));
    }

    private static Task<LoadReport> RunAsync(string line) => MeasureAsync($"{line} {Short}");

    private static Task<LoadReport> MeasureAsync(string line)
    {
        Assert.That(LoadArguments.TryParse([.. line.Split(' '), "--json", "none"], out var arguments, out var problem), problem);
        return LoadRun.MeasureAsync(arguments!, CancellationToken.None);
    }
}
