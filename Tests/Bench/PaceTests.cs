using System.Diagnostics;
using FastChat.Bench.Load.Loops;

namespace FastChat.Tests.Bench;

public sealed class PaceTests
{
    private const long Start = 1_000_000;

    [Test]
    public void MessagesAreDueAtFixedTimesHoweverManyHaveLeft()
    {
        var pace = new Pace(perSecond: 100, phaseShare: 0);
        pace.Start(Start);
        Assert.That(pace.DueBy(Start - 1), Is.Zero);
        Assert.That(pace.DueBy(Start), Is.EqualTo(1));
        Assert.That(pace.DueBy(Start + Stopwatch.Frequency - 1), Is.EqualTo(100));
        Assert.That(pace.Ticks(100), Is.EqualTo(Start + Stopwatch.Frequency));
    }

    [Test]
    public void SendersThatShareARateTakeTurns()
    {
        var second = new Pace(perSecond: 100, phaseShare: 0.5);
        second.Start(Start);
        Assert.That(second.Ticks(0), Is.EqualTo(Start + (Stopwatch.Frequency / 200)));
    }

    [Test]
    public void AnOpenLoopsMessageCountsWhereItWasMeantToLeaveAndAClosedLoopsWhereItArrives()
    {
        var figures = new LoadFigures();
        Assert.That(figures.Counts(Start, isPaced: true), Is.False, "before measuring");
        figures.Begin(Start);
        Assert.That((figures.Counts(Start - 1, isPaced: true), figures.Counts(Start - 1, isPaced: false)), Is.EqualTo((false, true)));
        figures.End(2 * Start);
        Assert.That((figures.Counts(Start, isPaced: true), figures.Counts(Start, isPaced: false)), Is.EqualTo((true, false)), "it comes late");
        Assert.That(figures.Counts(2 * Start, isPaced: true), Is.False, "meant for after the span");
    }
}
