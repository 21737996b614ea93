using FastChat.Bench.Load.Streams;

namespace FastChat.Tests.Bench;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PayloadTests
{
    private readonly Payload _payload = new(seed: 1, bytes: 128);
    private readonly byte[] _content = new byte[128];

    [SetUp]
    public void WriteNumberSeven() => _payload.Write(_content, 7, ticks: 123_456);

    [Test]
    public void WhatWasWrittenIsRead()
    {
        Assert.That(_payload.TryRead(_content, 7, out var ticks), Is.True);
        Assert.That(ticks, Is.EqualTo(123_456));
    }

    [Test]
    public void EveryFlippedBitIsNoticed()
    {
        for (var bit = 0; bit < 8 * _content.Length; bit++)
        {
            _content[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(_payload.TryRead(_content, 7, out _), Is.False, $"bit {bit}");
            _content[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Test]
    public void AnotherNumberAnotherPairAndAnotherLengthAreNoticed()
    {
        Assert.That(_payload.TryRead(_content, 8, out _), Is.False);
        Assert.That(new Payload(seed: 2, bytes: 128).TryRead(_content, 7, out _), Is.False);
        Assert.That(_payload.TryRead(_content.AsSpan(1), 7, out _), Is.False);
    }
}
