using FastChat.Bench.Load.Streams;

namespace FastChat.Tests.Bench;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DeliveryCheckTests
{
    private readonly DeliveryCheck _check = new(lastNumberBefore: 10);

    [SetUp]
    public void ElevenToThirteenArrived() => Arrive(11, 12, 13);

    [Test]
    public void MessagesInLineAreCorrect()
    {
        Assert.That((_check.Delivered, _check.Duplicated, _check.Reordered, _check.Lost(13)), Is.EqualTo((3L, 0L, 0L, 0L)));
    }

    [Test]
    public void WhatWasSentAndDidNotArriveIsLost()
    {
        Arrive(15);
        Assert.That(_check.Lost(17), Is.EqualTo(3), "14, 16 and 17");
    }

    [Test]
    public void AMessageThatComesTwiceIsDuplicated()
    {
        Arrive(12, 13);
        Assert.That((_check.Delivered, _check.Duplicated), Is.EqualTo((3L, 2L)));
    }

    [Test]
    public void ALateMessageIsReorderedAndNotLost()
    {
        Arrive(15, 14);
        Assert.That((_check.Reordered, _check.Duplicated, _check.Lost(15)), Is.EqualTo((1L, 0L, 0L)));
    }

    [Test]
    public void AnAlteredMessageIsCountedThoughItArrived()
    {
        _check.Arrived(14, intact: false);
        Assert.That((_check.Altered, _check.Delivered), Is.EqualTo((1L, 4L)));
    }

    [Test]
    public void ANumberThatNoWindowReachesIsForeignAndCostsNoMemory()
    {
        Arrive(ulong.MaxValue);
        Assert.That((_check.Altered, _check.Lost(13)), Is.EqualTo((1L, 0L)));
    }

    private void Arrive(params ReadOnlySpan<ulong> numbers)
    {
        foreach (var number in numbers)
            _check.Arrived(number, intact: true);
    }
}
