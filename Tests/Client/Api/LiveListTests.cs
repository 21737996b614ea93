using System.Collections.Specialized;
using CsCheck;
using FastChat.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class LiveListTests
{
    [Test]
    public void Replaying_the_events_of_a_handler_gives_the_list_and_the_list_is_in_step_at_each_event() =>
        Gen.Select(Gen.Int[0, 30].HashSet[0, 20].Array[1, 8], Gen.Bool.Array[8]).Sample((states, pumps) =>
        {
            var pump = new PumpContext();
            var list = new NumberList(Queue(pump), 1, 2, 3);
            List<int> replayed = [];
            list.CollectionChanged += (_, change) =>
            {
                Replay(replayed, change, list);
                Assert.That(list, Is.EqualTo(replayed));
            };
            for (var i = 0; i < states.Length; i++)
            {
                list.Set([.. states[i]]);
                if (pumps[i])
                    pump.Pump();
            }

            pump.Pump();
            Assert.That(replayed, Is.EqualTo(states[^1]));
            Assert.That(list.Snapshot, Is.EqualTo(states[^1]));
        });

    [Test]
    public void The_snapshot_is_new_at_once_and_the_list_when_the_context_runs()
    {
        var pump = new PumpContext();
        var list = new NumberList(Queue(pump), 1);
        list.Set(1, 2);
        Assert.That(list.Snapshot, Is.EqualTo(new[] { 1, 2 }));
        Assert.That(list, Is.EqualTo(new[] { 1 }));
        pump.Pump();
        Assert.That(list, Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void A_handler_that_comes_late_is_told_what_is_there()
    {
        var pump = new PumpContext();
        var list = new NumberList(Queue(pump), 1, 2);
        var seen = 0;
        list.CollectionChanged += (_, change) => seen = change.Action == NotifyCollectionChangedAction.Reset ? list.Count : -1;
        pump.Pump();
        Assert.That(seen, Is.EqualTo(2));
    }

    [Test]
    public void Waiting_costs_one_place_in_the_queue_however_much_changes()
    {
        var pump = new PumpContext();
        var list = new NumberList(Queue(pump));
        for (var i = 0; i < 1_000; i++)
            list.Set(i);
        Assert.That(pump.Pump(), Is.EqualTo(1));
        Assert.That(list, Is.EqualTo(new[] { 999 }));
    }

    [Test]
    public async Task Readers_get_a_snapshot_and_then_batches_that_lead_to_the_newest_state()
    {
        await using var list = new NumberList(Queue(new PumpContext()), 1, 2, 3);
        await using var changes = list.ReadChangesAsync().GetAsyncEnumerator();
        await changes.MoveNextAsync();
        Assert.That(changes.Current.Single().Kind, Is.EqualTo(ListChangeKind.Reset));
        var rows = changes.Current.Single().Items;
        list.Set(3, 1);
        list.Set(3, 1, 4);
        await changes.MoveNextAsync();
        rows = changes.Current.Aggregate(rows, (state, change) => change.ApplyTo(state));
        Assert.That(rows, Is.EqualTo(new[] { 3, 1, 4 }));
    }

    [Test]
    public async Task Disposing_inside_a_handler_ends_events_and_streams()
    {
        var pump = new PumpContext();
        var list = new NumberList(Queue(pump));
        var events = 0;
        list.CollectionChanged += (_, _) =>
        {
            events++;
            list.DisposeAsync().AsTask().GetAwaiter().GetResult();
        };
        var reading = Task.Run(async () => await list.ReadChangesAsync().CountAsync());
        list.Set(1, 2);
        pump.Pump();
        list.Set(3);
        pump.Pump();
        Assert.That(events, Is.EqualTo(1));
        Assert.That(list.Ended, Is.True);
        Assert.That(await reading.WaitAsync(TimeSpan.FromSeconds(10)), Is.GreaterThanOrEqualTo(1));
    }

    private static EventQueue Queue(SynchronizationContext context) => new(context, NullLogger.Instance);

    private static void Replay(List<int> rows, NotifyCollectionChangedEventArgs change, IReadOnlyList<int> now)
    {
        switch (change.Action)
        {
            case NotifyCollectionChangedAction.Add:
                rows.Insert(change.NewStartingIndex, (int)change.NewItems![0]!);
                break;
            case NotifyCollectionChangedAction.Remove:
                rows.RemoveAt(change.OldStartingIndex);
                break;
            case NotifyCollectionChangedAction.Replace:
                rows[change.NewStartingIndex] = (int)change.NewItems![0]!;
                break;
            case NotifyCollectionChangedAction.Move:
                rows.RemoveAt(change.OldStartingIndex);
                rows.Insert(change.NewStartingIndex, (int)change.NewItems![0]!);
                break;
            default:
                rows.Clear();
                rows.AddRange(now);
                break;
        }
    }
}
