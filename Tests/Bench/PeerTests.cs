using FastChat.Bench.Load;

namespace FastChat.Tests.Bench;

/// <summary>What FastChat is compared with does its work: every message of a short run is checked.</summary>
[Category("Long")]
public sealed class PeerTests
{
    [TestCase("direct --pairs 8 --target raw")]
    [TestCase("latency --target raw")]
    [TestCase("fanout --members 50 --target raw")]
    [TestCase("direct --pairs 8 --target signalr")]
    [TestCase("direct --pairs 2 --payload 10000 --target signalr")]
    [TestCase("latency --target signalr")]
    [TestCase("fanout --members 50 --target signalr")]
    public async Task APeerPassesEveryMessageOnceAndInOrder(string line)
    {
        Assert.That(LoadArguments.TryParse($"{line} --seconds 2 --warmup 1 --json none".Split(' '), out var arguments, out var problem), problem);
        var report = await LoadRun.MeasureAsync(arguments!, CancellationToken.None);
        await TestContext.Out.WriteLineAsync($"{line}: {report.DeliveredPerS:N0}/s, {report.ServerCpuUsPerMsg:N2} µs/message");
        Assert.That(report.Delivered, Is.GreaterThan(1_000));
        Assert.That(report.Correct);
        Assert.That(report.Durable, Is.False);
    }

    [TestCase("raw")]
    [TestCase("signalr")]
    public async Task A_peer_keeps_connections_that_do_nothing(string target)
    {
        Assert.That(LoadArguments.TryParse(
            ["idle", "--connections", "100", "--target", target, "--seconds", "2", "--json", "none"], out var arguments, out var problem), problem);
        var report = await LoadRun.MeasureAsync(arguments!, CancellationToken.None);
        Assert.That(report.Connections, Is.EqualTo(100));
        Assert.That(report.Correct);
    }
}
