using FastChat.Protocol;
using FastChat.Server.Delivery;

namespace FastChat.Tests.Server.Delivery;

internal sealed class DeviceDirectoryTests
{
    private readonly DeviceDirectory _directory = new();
    private long _sessions;

    [Test]
    public void A_device_s_newer_link_replaces_its_older_and_the_older_one_s_end_does_not_remove_it()
    {
        var (older, newer) = (Link(1, 1), Link(1, 1));
        Assert.That(_directory.Register(older), Is.Null);
        Assert.That(_directory.Register(newer), Is.SameAs(older));
        Assert.That(older.Outbound.CloseCode, Is.EqualTo(Code.CloseReplaced));
        _directory.Remove(older);
        Assert.That(_directory.Links(new AccountId(1)), Is.EqualTo(new[] { newer }));
        _directory.Remove(newer);
        Assert.That(_directory.IsOnline(new AccountId(1)), Is.False);
    }

    [Test]
    public void Revoking_closes_one_device_or_all()
    {
        DeviceLink[] links = [Link(2, 1), Link(2, 2), Link(3, 3)];
        Array.ForEach(links, link => _directory.Register(link));
        _directory.Revoke(new AccountId(2), new DeviceId(2));
        Assert.That(links.Select(link => link.Outbound.IsClosed), Is.EqualTo(new[] { false, true, false }));
        _directory.Revoke(new AccountId(2), null);
        Assert.That(links.Select(link => link.Outbound.IsClosed), Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public async Task Coming_and_going_of_many_at_once_leaves_nobody_behind()
    {
        var tasks = Enumerable.Range(0, 8).Select(device => Task.Run(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                var link = Link(9, (ulong)(device % 5) + 1);
                _directory.Register(link);
                _directory.Remove(link);
            }
        }));
        await Task.WhenAll(tasks);
        Assert.That(_directory.AccountCount, Is.Zero);
    }

    private DeviceLink Link(ulong account, ulong device) =>
        new(new AccountId(account), new DeviceId(device), Interlocked.Increment(ref _sessions), new OutboundQueue());
}
