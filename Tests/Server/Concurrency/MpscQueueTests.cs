using CsCheck;
using FastChat.Server.Concurrency;

namespace FastChat.Tests.Server.Concurrency;

internal sealed class MpscQueueTests
{
    [Test]
    public void Is_full_at_its_capacity_and_takes_more_once_drained()
    {
        var queue = new MpscQueue<int>(4, static () => { });
        for (var i = 0; i < 4; i++)
            Assert.That(queue.TryEnqueue(i));
        Assert.That(queue.TryEnqueue(4), Is.False);
        Assert.That(queue.CountApproximate, Is.EqualTo(4));

        var items = new int[3];
        Assert.That(queue.Drain(items), Is.EqualTo(3));
        Assert.That(items, Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(queue.TryEnqueue(5));
        Assert.That(queue.Drain(items), Is.EqualTo(2));
        Assert.That(items[..2], Is.EqualTo(new[] { 3, 5 }));
    }

    [Test]
    public void Keeps_order_over_many_rounds_of_the_ring()
    {
        var queue = new MpscQueue<int>(8, static () => { });
        var items = new int[8];
        for (var next = 0; next < 1_000; next += 5)
        {
            for (var i = 0; i < 5; i++)
                Assert.That(queue.TryEnqueue(next + i));
            Assert.That(queue.Drain(items), Is.EqualTo(5));
            Assert.That(items[..5], Is.EqualTo(Enumerable.Range(next, 5)));
        }
    }

    [Test]
    public void A_parked_consumer_is_woken_once_by_the_first_item()
    {
        var wakes = 0;
        var queue = new MpscQueue<int>(8, () => wakes++);
        Assert.That(queue.TryEnqueue(1));
        Assert.That(queue.TryPark(), Is.False, "An item waits.");
        Assert.That(queue.Drain(new int[8]), Is.EqualTo(1));
        Assert.That(queue.TryPark());
        Assert.That(wakes, Is.Zero);
        Assert.That(queue.TryEnqueue(2));
        Assert.That(queue.TryEnqueue(3));
        Assert.That(wakes, Is.EqualTo(1));
    }

    [Test]
    public void Does_not_hold_on_to_drained_items()
    {
        var queue = new MpscQueue<object>(2, static () => { });
        var item = Enqueue(queue);
        GC.Collect();
        Assert.That(item.IsAlive, Is.False);

        static WeakReference Enqueue(MpscQueue<object> queue)
        {
            var item = new object();
            queue.TryEnqueue(item);
            queue.Drain(new object[1]);
            return new WeakReference(item);
        }
    }

    // Concurrent enqueues are linearizable against a plain queue. (One consumer is the rule, so draining is not among the
    // concurrent operations; the next test runs it against producers.)
    [Test]
    public void Concurrent_producers_behave_as_some_sequence_of_them() =>
        Check.SampleParallel(
            Gen.Const(() => (new MpscQueue<int>(4, static () => { }), new Queue<int>())),
            Gen.Int.Operation<MpscQueue<int>, Queue<int>>(
                i => $"Enqueue({i})",
                (queue, i) => queue.TryEnqueue(i),
                (model, i) =>
                {
                    if (model.Count < 4)
                        model.Enqueue(i);
                }),
            equal: static (queue, model) => Content(queue).SequenceEqual(model),
                        iter: 500);

    [TestCase(2, 2)]
    [TestCase(4, 64)]
    [TestCase(3, 1_024)]
    public async Task Nothing_is_lost_doubled_or_reordered_while_the_consumer_parks_and_wakes(int producers, int capacity)
    {
        const int PerProducer = 20_000;
        using var wake = new SemaphoreSlim(0);
        var queue = new MpscQueue<(int Producer, int Number)>(capacity, () => wake.Release());
        var consumer = Task.Run(async () =>
        {
            var next = new int[producers];
            var items = new (int Producer, int Number)[16];
            for (var left = producers * PerProducer; left > 0;)
            {
                var count = queue.Drain(items);
                foreach (var (producer, number) in items.AsSpan(0, count))
                {
                    if (next[producer]++ != number)
                        return false;
                }

                left -= count;
                if (count == 0 && left > 0 && queue.TryPark())
                    await wake.WaitAsync();
            }

            return true;
        });
        var all = Enumerable.Range(0, producers).Select(producer => Task.Run(async () =>
        {
            for (var i = 0; i < PerProducer; i++)
            {
                while (!queue.TryEnqueue((producer, i)))
                    await Task.Yield();
            }
        }));
        await Task.WhenAll(all).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(await consumer.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    // Drains and fills again, because the comparison is made once for each sequence; one at a time, because those are tried
    // on several threads and the queue has one consumer.
    private static int[] Content(MpscQueue<int> queue)
    {
        lock (queue)
            return DrainAndFill(queue);
    }

    private static int[] DrainAndFill(MpscQueue<int> queue)
    {
        var items = new int[queue.Capacity];
        items = items[..queue.Drain(items)];
        foreach (var item in items)
            queue.TryEnqueue(item);
        return items;
    }
}
