using FastChat.Bench.Load.Targets;

namespace FastChat.Tests.Bench;

public sealed class RemoteAddressTests
{
    [TestCase("example.org:7400", "Tcp example.org 7400 http://example.org:8080/")]
    [TestCase("tcp://[::1]:7400", "Tcp ::1 7400 http://[::1]:8080/")]
    [TestCase("tls://example.org:7401", "Tls example.org 7401 https://example.org:8443/")]
    [TestCase("ws://example.org:8080", "Ws example.org 8080 http://example.org:8080/")]
    [TestCase("wss://example.org:443", "Wss example.org 443 https://example.org/")]
    public void AnAddressTellsTransportAndHttp(string text, string expected)
    {
        Assert.That(RemoteAddress.TryParse(text, out var address));
        Assert.That($"{address!.Transport} {address.Host} {address.Port} {address.Http}", Is.EqualTo(expected));
    }

    [Test]
    public void AWebSocketsPathMayBeAnother()
    {
        Assert.That(RemoteAddress.TryParse("wss://example.org:443/chat/v1/ws", out var given) && given.Path == "/chat/v1/ws");
        Assert.That(RemoteAddress.TryParse("wss://example.org:443", out var usual) && usual.Path == "/v1/ws");
    }

    [TestCase("nowhere")]
    [TestCase("ftp://example.org:21")]
    [TestCase("tcp://example.org")]
    [TestCase("example.org:70000")]
    public void WhatIsNoAddressIsRefused(string text) => Assert.That(RemoteAddress.TryParse(text, out _), Is.False);
}
