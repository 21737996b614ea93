using FastChat.Bench.Load;

namespace FastChat.Tests.Bench;

public sealed class LoadArgumentsTests
{
    [Test]
    public void TheScenariosHaveTheirWorkload()
    {
        Assert.That(Parse("direct"), Is.EqualTo((64, 64, 128, false)));
        Assert.That(Parse("latency"), Is.EqualTo((1, 1, 128, true)));
        Assert.That(Parse("latency --rate 100"), Is.EqualTo((1, 256, 128, false)));
        Assert.That(Parse("fanout"), Is.EqualTo((1, 16, 128, false)));
    }

    [Test]
    public void EveryOptionIsRead()
    {
        Assert.That(LoadArguments.TryParse(
            ["direct", "--pairs", "3", "--window", "4", "--payload", "256", "--seconds", "5", "--target", "example.org:7400", "--json", "out.json"],
            out var arguments, out _));
        Assert.That(
            (arguments!.Pairs, arguments.Window, arguments.PayloadBytes, arguments.Seconds, arguments.Remote!.Port, arguments.JsonFile),
            Is.EqualTo((3, 4, 256, 5, 7400, "out.json")));
    }

    [TestCase("wedding", "scenario")]
    [TestCase("fanout --sdk", "--sdk")]
    [TestCase("fanout --members 0", "--members 0")]
    [TestCase("direct --members 5", "direct has no use for --members")]
    [TestCase("catchup --target raw", "--target")]
    [TestCase("history --target example.org:7400", "--target")]
    [TestCase("search --target signalr", "--target")]
    [TestCase("storm --transport ws", "--transport")]
    [TestCase("direct --sdk --batch 3", "--sdk has no use for --batch")]
    [TestCase("latency --sdk --threads 2", "--sdk has no use for --threads")]
    [TestCase("latency --window 7", "no use for --window")]
    [TestCase("latency --batch 7", "no use for --batch")]
    [TestCase("storm --seconds 5", "storm has no use for --seconds")]
    [TestCase("storm --warmup 1", "storm has no use for --warmup")]
    [TestCase("direct --http http://example.org:8080", "--http is about a server that runs")]
    [TestCase("idle --target raw --trust ca.pem", "--trust is about a server that runs")]
    [TestCase("latency --target fastchat --accounts kept.json", "--accounts is about a server that runs")]
    [TestCase("direct --target raw --sdk", "--sdk")]
    [TestCase("direct --sdk --target signalr", "--sdk")]
    [TestCase("direct --target signalr --transport tcp", "signalr is spoken to over ws")]
    [TestCase("direct --transport ws --target raw", "raw is spoken to over tcp")]
    [TestCase("direct --target tls://example.org:7401 --transport tcp", "over tls")]
    [TestCase("direct --nope", "--nope is unknown.")]
    [TestCase("direct --speed 3", "--speed")]
    [TestCase("", "scenario")]
    [TestCase("direct --window 257", "--window 257")]
    [TestCase("direct --payload 23", "--payload 23")]
    [TestCase("direct --seconds", "needs a value")]
    [TestCase("direct --target nowhere", "--target nowhere")]
    public void WhatCannotBeDoneIsRefusedWithItsReason(string line, string reason)
    {
        Assert.That(LoadArguments.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), out _, out var problem), Is.False);
        Assert.That(problem, Does.Contain(reason));
    }

    [TestCase("direct --rate 100", 256)]
    [TestCase("direct --rate 100 --window 8", 8)]
    [TestCase("direct --window 8 --rate 100", 8)]
    public void AWindowHoldsBesideARateInEitherOrder(string line, int window) => Assert.That(Arguments(line).Window, Is.EqualTo(window));

    [TestCase("direct", "tcp")]
    [TestCase("direct --transport ws", "ws")]
    [TestCase("direct --target raw", "tcp")]
    [TestCase("direct --target signalr", "ws")]
    [TestCase("direct --target signalr --transport ws", "ws")]
    [TestCase("direct --target wss://example.org", "wss")]
    public void ReportsNameTheTransportThatIsSpoken(string line, string transport) =>
        Assert.That(Arguments(line).TransportName, Is.EqualTo(transport));

    [Test]
    public void TheUsageNamesEveryScenario()
    {
        foreach (var scenario in ScenarioTable.All)
            Assert.That(LoadOptions.Usage, Does.Contain($"  {scenario.Name} "));
    }

    [Test]
    public void LargeScenariosHaveTheSizeOfTheirWorkload()
    {
        Assert.That(Arguments("idle").Connections, Is.EqualTo(19_000));
        Assert.That(Arguments("storm").Connections, Is.EqualTo(15_000));
        var catchUp = Arguments("catchup --per-block 64");
        Assert.That((catchUp.Connections, catchUp.Conversations, catchUp.Messages, catchUp.PerBlock), Is.EqualTo((500, 20, 1_000, 64)));
        Assert.That((Arguments("history").Messages, Arguments("history").PerBlock), Is.EqualTo((10_000_000, 1)));
    }

    private static LoadArguments Arguments(string line) =>
        LoadArguments.TryParse(line.Split(' '), out var arguments, out var problem) ? arguments : throw new ArgumentException(problem);

    private static (int Pairs, int Window, int PayloadBytes, bool OneInFlight) Parse(string line)
    {
        Assert.That(LoadArguments.TryParse(line.Split(' '), out var arguments, out var problem), problem);
        return (arguments!.Pairs, arguments.Window, arguments.PayloadBytes, arguments.OneInFlight);
    }
}
