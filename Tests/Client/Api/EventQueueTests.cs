using FastChat.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class EventQueueTests
{
    [Test]
    public async Task Work_from_many_threads_runs_singly_and_each_thread_s_in_order()
    {
        const int Threads = 8;
        const int Each = 2_000;
        var queue = new EventQueue(null, NullLogger.Instance);
        var last = new int[Threads];
        var running = 0;
        var broken = 0;
        var left = Threads * Each;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var i = 1; i <= Each; i++)
            {
                var number = i;
                queue.Post(() =>
                {
                    broken += Interlocked.Increment(ref running) == 1 && last[thread] == number - 1 ? 0 : 1;
                    last[thread] = number;
                    Interlocked.Decrement(ref running);
                    if (--left == 0)
                        done.SetResult();
                });
            }
        })));
        await done.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(broken, Is.Zero);
    }

    [Test]
    public async Task A_handler_that_fails_on_the_own_queue_stops_nothing()
    {
        var queue = new EventQueue(null, NullLogger.Instance);
        var after = new TaskCompletionSource();
        queue.Post(() => throw new InvalidOperationException("on purpose"));
        queue.Post(after.SetResult);
        await after.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Test]
    public void A_handler_that_fails_on_the_application_s_context_fails_there_and_the_rest_still_runs()
    {
        var pump = new PumpContext();
        var queue = new EventQueue(pump, NullLogger.Instance);
        var ran = false;
        queue.Post(() => throw new InvalidOperationException("on purpose"));
        queue.Post(() => ran = true);
        Assert.Throws<InvalidOperationException>(() => pump.Pump());
        pump.Pump();
        Assert.That(ran, Is.True);
    }

    [Test]
    public void A_handler_may_post_and_a_flood_does_not_keep_the_context_from_its_turn()
    {
        var pump = new PumpContext();
        var queue = new EventQueue(pump, NullLogger.Instance);
        var count = 0;
        void Again()
        {
            if (++count < 100)
                queue.Post(Again);
        }

        queue.Post(Again);
        Assert.That(pump.Pump(1), Is.EqualTo(1));
        Assert.That(count, Is.InRange(1, 99));
        pump.Pump();
        Assert.That(count, Is.EqualTo(100));
    }
}
