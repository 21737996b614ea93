using FastChat.Bench.Load;

namespace FastChat.Tests.Bench;

public sealed class LoadArgumentsTests
{
    [Test]
    public void TheScenariosHaveTheirWorkload()
    {
        Assert.That(Parse("direct"), Is.EqualTo((64, 64, 128, false)));
        Assert.That(Parse("latency"), Is.EqualTo((1, 1, 128, true)));
    }

    [Test]
    public void EveryOptionIsRead()
    {
        Assert.That(LoadArguments.TryParse(
            ["direct", "--pairs", "3", "--window", "4", "--payload", "256", "--seconds", "5", "--target", "example.org:7400", "--json", "out.json"],
            out var arguments, out _));
        Assert.That(
            (arguments!.Pairs, arguments.Window, arguments.PayloadBytes, arguments.Seconds, arguments.Target!.Port, arguments.JsonFile),
            Is.EqualTo((3, 4, 256, 5, 7400, "out.json")));
    }

    [TestCase("direct --target raw", "not available")]
    [TestCase("direct --target signalr", "not available")]
    [TestCase("storm", "scenario")]
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

    private static (int Pairs, int Window, int PayloadBytes, bool OneInFlight) Parse(string line)
    {
        Assert.That(LoadArguments.TryParse(line.Split(' '), out var arguments, out var problem), problem);
        return (arguments!.Pairs, arguments.Window, arguments.PayloadBytes, arguments.OneInFlight);
    }
}
