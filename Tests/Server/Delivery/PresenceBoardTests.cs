using FastChat.Protocol;
using FastChat.Server.Delivery;
using FastChat.Tests.Server.Transport;
using Microsoft.Extensions.Time.Testing;

namespace FastChat.Tests.Server.Delivery;

internal sealed class PresenceBoardTests : IDisposable
{
    private static readonly AccountId Watched = new(1);
    private static readonly AccountId Watcher = new(2);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(1));
    private readonly DeviceDirectory _directory = new();
    private readonly PresenceBoard _board;
    private ulong _devices;

    public PresenceBoardTests() => _board = new PresenceBoard(_directory, new FakePresenceStore(), new Everybody(), _time);

    public void Dispose() => _board.Dispose();

    [SetUp]
    public void Forget() => Array.ForEach(_directory.Links(Watched).ToArray(), Disconnect);

    [Test]
    public void A_watcher_gets_a_snapshot_then_one_event_a_second_at_most()
    {
        var watcher = Connect(Watcher);
        var snapshot = _board.Watch(watcher, [Watched, Watched]);
        Assert.That(snapshot.Accounts.Single().Online, Is.False);

        var phone = Connect(Watched);
        Disconnect(phone);
        Connect(Watched);
        Assert.That(Events(watcher), Is.Empty);
        _time.Advance(PresenceBoard.Period);
        Assert.That(Events(watcher).Single().Accounts.Single().Online);
        _time.Advance(PresenceBoard.Period);
        Assert.That(Events(watcher), Is.Empty);
    }

    [Test]
    public void Going_offline_tells_when_it_was_last_seen()
    {
        var watcher = Connect(Watcher);
        var phone = Connect(Watched);
        Assert.That(_board.Watch(watcher, [Watched]).Accounts.Single().Online);
        Disconnect(phone);
        var gone = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _time.Advance(PresenceBoard.Period);
        var presence = Events(watcher).Single().Accounts.Single();
        Assert.That(presence.Online, Is.False);
        Assert.That(presence.LastSeenMs, Is.EqualTo(gone));
    }

    [Test]
    public void A_new_set_replaces_the_old_and_an_ended_connection_watches_nobody()
    {
        var (one, two) = (Connect(Watcher), Connect(Watcher));
        _board.Watch(one, [Watched]);
        _board.Watch(one, []);
        _board.Watch(two, [Watched]);
        Disconnect(two);
        Connect(Watched);
        _time.Advance(PresenceBoard.Period);
        Assert.That(Events(one).Concat(Events(two)), Is.Empty);
    }

    private DeviceLink Connect(AccountId account)
    {
        var link = new DeviceLink(account, new DeviceId(++_devices), (long)_devices, new OutboundQueue());
        _directory.Register(link);
        _board.Connected(link);
        return link;
    }

    private void Disconnect(DeviceLink link)
    {
        _directory.Remove(link);
        _board.Disconnected(link);
    }

    private static List<PresenceEvent> Events(DeviceLink link)
    {
        var frames = new SharedFrame[16];
        var count = link.Outbound.Take(frames, int.MaxValue);
        return
        [
            .. frames.Take(count)
                .Select(frame => ServerFrame.Parser.ParseDelimitedFrom(new MemoryStream(frame.Memory.ToArray())))
                .Where(frame => frame.Presence is not null).Select(frame => frame.Presence),
        ];
    }
}
