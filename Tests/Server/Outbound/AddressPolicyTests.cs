using System.Net;
using FastChat.Server.Outbound;
using FastChat.Tests.Support;

namespace FastChat.Tests.Server.Outbound;

/// <summary>Nobody makes the server call where it should not.</summary>
[TestFixture]
internal sealed class AddressPolicyTests
{
    private static readonly AddressPolicy Strict = new(new OutboundSettings(LoopbackAllowed: false, PrivateAllowed: false));
    private static readonly AddressPolicy Private = new(new OutboundSettings(LoopbackAllowed: false, PrivateAllowed: true));
    private static readonly AddressPolicy Loopback = new(new OutboundSettings(LoopbackAllowed: true, PrivateAllowed: false));

    [TestCase("127.0.0.1")]
    [TestCase("127.9.9.9")]
    [TestCase("::1")]
    [TestCase("::ffff:127.0.0.1")]
    public void Loopback_is_called_on_demand_only(string address)
    {
        Assert.That(Strict.Allows(IPAddress.Parse(address)), Is.False);
        Assert.That(Private.Allows(IPAddress.Parse(address)), Is.False);
        Assert.That(Loopback.Allows(IPAddress.Parse(address)), Is.True);
    }

    [TestCase("10.1.2.3")]
    [TestCase("172.16.0.1")]
    [TestCase("172.31.255.255")]
    [TestCase("192.168.1.1")]
    [TestCase("100.64.0.1")]
    [TestCase("fd00::1")]
    [TestCase("::ffff:10.0.0.1")]
    [TestCase("64:ff9b::a00:1")]
    [TestCase("2002:a00:1::")]
    public void Private_networks_are_called_on_demand_only(string address)
    {
        Assert.That(Strict.Allows(IPAddress.Parse(address)), Is.False);
        Assert.That(Loopback.Allows(IPAddress.Parse(address)), Is.False);
        Assert.That(Private.Allows(IPAddress.Parse(address)), Is.True);
    }

    [TestCase("0.0.0.0")]
    [TestCase("169.254.169.254")]
    [TestCase("fe80::1")]
    [TestCase("::")]
    [TestCase("224.0.0.1")]
    [TestCase("ff02::1")]
    [TestCase("255.255.255.255")]
    [TestCase("192.0.2.1")]
    [TestCase("198.18.0.1")]
    [TestCase("2001:db8::1")]
    [TestCase("2001::1")]
    [TestCase("64:ff9b::a9fe:a9fe")]
    [TestCase("::ffff:169.254.169.254")]
    public void What_nobody_means_is_never_called(string address)
    {
        foreach (var policy in new[] { Strict, Private, Loopback }) Assert.That(policy.Allows(IPAddress.Parse(address)), Is.False);
    }

    [TestCase("1.1.1.1")]
    [TestCase("172.32.0.1")]
    [TestCase("2606:4700:4700::1111")]
    [TestCase("64:ff9b::101:101")]
    public void Public_addresses_are_called(string address) => Assert.That(Strict.Allows(IPAddress.Parse(address)), Is.True);

    [TestCase("https://push.example/abc?d=e", true)]
    [TestCase("https://1.1.1.1/", true)]
    [TestCase("https://[2606:4700:4700::1111]:8443/x", true)]
    [TestCase("http://push.example/abc", false)]
    [TestCase("ftp://push.example/", false)]
    [TestCase("//push.example/", false)]
    [TestCase("https://user:word@push.example/", false)]
    [TestCase("https://push.example/#part", false)]
    [TestCase("https://localhost/", false)]
    [TestCase("https://a.localhost/", false)]
    [TestCase("https://127.0.0.1/", false)]
    [TestCase("https://2130706433/", false)]
    [TestCase("https://0x7f.1/", false)]
    [TestCase("https://[::1]/", false)]
    [TestCase("https://[::ffff:10.0.0.1]/", false)]
    [TestCase("https://169.254.169.254/latest/meta-data", false)]
    [TestCase("https://push.example/a b", false)]
    [TestCase("https://push.example/\nx", false)]
    [TestCase("", false)]
    public void An_address_is_judged_when_it_is_given(string text, bool isTaken) =>
        Assert.That(Strict.Read(text), isTaken ? Is.Not.Null : Is.Null);

    [Test]
    public void A_long_address_is_not_taken()
    {
        Assert.That(Strict.Read("https://push.example/" + new string('a', OutboundLimits.AddressBytesMax)), Is.Null);
    }

    [Test]
    public async Task A_name_that_leads_to_an_address_that_is_not_allowed_is_not_connected_to()
    {
        await using var receiver = await HttpsReceiver.StartAsync();
        var named = new UriBuilder(receiver.Address) { Host = "localhost" }.Uri;
        using var strict = new OutboundHttp(Strict, receiver.Trust);
        using var refused = new HttpRequestMessage(HttpMethod.Post, named);
        Assert.ThrowsAsync<HttpRequestException>(() => strict.SendAsync(refused, CancellationToken.None));
        using var open = new OutboundHttp(Loopback, receiver.Trust);
        using var allowed = new HttpRequestMessage(HttpMethod.Post, named);
        var answer = await open.SendAsync(allowed, CancellationToken.None);
        Assert.That(answer.IsSuccess);
        Assert.That(receiver.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_redirect_is_an_answer_and_is_not_followed()
    {
        await using var receiver = await HttpsReceiver.StartAsync();
        receiver.Answer = _ => new HttpsAnswer(307, Headers: [("Location", new Uri(receiver.Address, "/elsewhere").ToString())]);
        using var http = new OutboundHttp(Loopback, receiver.Trust);
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Address);
        Assert.That((await http.SendAsync(request, CancellationToken.None)).Status, Is.EqualTo(HttpStatusCode.TemporaryRedirect));
        Assert.That(receiver.Count, Is.EqualTo(1));
    }
}
