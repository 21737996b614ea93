using FastChat.Server.Delivery;
using FastChat.Server.Routing;

namespace FastChat.Tests.Server.Routing;

[TestFixture]
internal sealed class SubscriberListTests
{
    [Test]
    public void It_holds_whoever_came_and_did_not_go_and_snapshots_stay_as_they_were([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var links = Enumerable.Range(1, 40).Select(Link).ToArray();
        var list = new SubscriberList();
        var expected = new Dictionary<DeviceLink, bool>();
        var snapshots = new List<(ReadOnlyMemory<Subscriber> Snapshot, Subscriber[] Copy)>();
        for (var step = 0; step < 600; step++)
        {
            // It grows and shrinks over the size at which an index begins and ends.
            var grows = step / 100 % 2 == 0;
            var link = links[random.Next(links.Length)];
            switch (random.Next(10))
            {
                case 0:
                    list.RemoveAccount(link.Account);
                    foreach (var gone in links.Where(other => other.Account == link.Account)) expected.Remove(gone);
                    break;
                case 1:
                    list.SetWatching(link, watches: true);
                    if (expected.ContainsKey(link)) expected[link] = true;
                    break;
                case var choice when choice < 7 == grows:
                    list.Add(link, FirstVisible(link));
                    expected.TryAdd(link, false);
                    break;
                default:
                    list.Remove(link);
                    expected.Remove(link);
                    break;
            }

            Assert.That(
                list.Snapshot.ToArray(),
                Is.EquivalentTo(expected.Select(pair => new Subscriber(pair.Key, pair.Value, FirstVisible(pair.Key)))), $"seed {seed}, step {step}");
            snapshots.Add((list.Snapshot, list.Snapshot.ToArray()));
        }

        Assert.That(snapshots.All(pair => pair.Snapshot.Span.SequenceEqual(pair.Copy)), $"seed {seed}");
    }

    private static ulong FirstVisible(DeviceLink link) => (ulong)link.Device.Value + 7;

    private static DeviceLink Link(int number) =>
        new(new AccountId((UInt128)(number / 2)), new DeviceId((UInt128)number), number, new OutboundQueue());
}
