using FastChat.Bench.Load.Targets;
using FastChat.Bench.Peers;

namespace FastChat.Tests.Bench;

public sealed class CompareArgumentsTests
{
    [TestCase("", "direct", 3, 10)]
    [TestCase("--seconds 5", "direct", 3, 5)]
    [TestCase("latency --rounds 7 --seconds 2", "latency", 7, 2)]
    public void What_is_not_said_is_three_rounds_of_direct(string line, string scenario, int rounds, int seconds)
    {
        Assert.That(CompareArguments.TryParse(Words(line), out var arguments, out var problem), problem);
        Assert.That((arguments!.Load.Scenario, arguments.Rounds, arguments.Load.Seconds), Is.EqualTo((scenario, rounds, seconds)));
    }

    [TestCase("direct --rounds 0", "--rounds")]
    [TestCase("direct --rounds", "--rounds")]
    [TestCase("direct --target raw", "no use for --target")]
    [TestCase("idle --trust ca.pem", "no use for --trust")]
    [TestCase("direct --sdk", "--sdk")]
    [TestCase("history", "peers do not have")]
    [TestCase("direct --window 257", "--window 257")]
    public void What_cannot_be_compared_is_refused_with_its_reason(string line, string reason)
    {
        Assert.That(CompareArguments.TryParse(Words(line), out _, out var problem), Is.False);
        Assert.That(problem, Does.Contain(reason));
    }

    [Test]
    public void Every_target_of_a_comparison_can_be_started() =>
        Assert.That(CompareRun.Targets, Is.SubsetOf(TargetTable.Own.Keys));

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
