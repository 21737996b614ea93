using System.Net;
using FastChat.Server.Auth;
using Microsoft.Extensions.Time.Testing;

namespace FastChat.Tests.Server.Auth;

public sealed class RateLimitTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Test]
    public void A_burst_up_to_the_limit_passes_and_the_next_is_told_when()
    {
        var limit = new RateLimit(6, TimeSpan.FromMinutes(1), _time);
        for (var i = 0; i < 6; i++) Assert.That(limit.TryTake(1, out _), Is.True);
        Assert.That(limit.TryTake(1, out var retryAfter), Is.False);
        Assert.That(retryAfter, Is.EqualTo(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public void Allowance_comes_back_evenly()
    {
        var limit = new RateLimit(6, TimeSpan.FromMinutes(1), _time);
        while (limit.TryTake(1, out _)) continue;
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(limit.TryTake(1, out _), Is.True);
        Assert.That(limit.TryTake(1, out _), Is.False);
    }

    [Test]
    public void Keys_do_not_share_their_allowance()
    {
        var limit = new RateLimit(1, TimeSpan.FromMinutes(1), _time);
        Assert.That(limit.TryTake(1, out _), Is.True);
        Assert.That(limit.TryTake(2, out _), Is.True);
        Assert.That(limit.TryTake(-1, out _), Is.True);
    }

    [TestCase("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [TestCase("192.0.2.1", "::ffff:192.0.2.1", true)]
    [TestCase("192.0.2.1", "192.0.2.2", false)]
    public void One_customer_counts_as_one_address(string one, string other, bool same) =>
        Assert.That(AddressKey.Of(IPAddress.Parse(one)) == AddressKey.Of(IPAddress.Parse(other)), Is.EqualTo(same));
}
