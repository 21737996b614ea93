using FastChat.Protocol;
using FastChat.Server.Delivery;

namespace FastChat.Tests.Server.Delivery;

internal sealed class OutboundQueueTests
{
    [Test]
    public void Frames_come_out_in_the_order_in_which_they_went_in()
    {
        var queue = new OutboundQueue();
        for (byte i = 0; i < 100; i++)
            Enqueue(queue, i, isEvent: i % 3 != 0);
        Assert.That(TakeAll(queue), Is.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public void Taking_stops_at_the_bytes_asked_for_but_gives_at_least_one_frame()
    {
        var queue = new OutboundQueue();
        for (byte i = 0; i < 5; i++)
            Enqueue(queue, i, isEvent: true, length: 100);
        var frames = new SharedFrame[8];
        Assert.That(queue.Take(frames, 150), Is.EqualTo(2));
        Assert.That(queue.Take(frames, 1), Is.EqualTo(1));
        Assert.That(queue.EventBytes, Is.EqualTo(200));
    }

    [Test]
    public void One_event_too_many_makes_it_lag_until_it_is_resumed_and_that_is_told_once()
    {
        var queue = new OutboundQueue(eventBytesMax: 250);
        Assert.That(Enqueue(queue, 1, isEvent: true, length: 100));
        Assert.That(Enqueue(queue, 2, isEvent: true, length: 150));
        Assert.That(Enqueue(queue, 3, isEvent: true, length: 1), Is.False);
        Assert.That(queue.IsLagging);
        var frames = new SharedFrame[8];
        Assert.That(queue.Take(frames, int.MaxValue), Is.EqualTo(3));
        Assert.That(frames[2], Is.SameAs(FrameEncoder.Lagging));

        Assert.That(Enqueue(queue, 4, isEvent: true, length: 1), Is.False, "dropped until the peer has synced");
        Assert.That(Enqueue(queue, 5, isEvent: false), "responses are never dropped");
        queue.ResumeEvents();
        Assert.That(Enqueue(queue, 6, isEvent: true));
        Assert.That(TakeAll(queue), Is.EqualTo(new[] { 5, 6 }));
    }

    [Test]
    public void Close_is_the_last_frame_and_only_the_first_close_counts()
    {
        var queue = new OutboundQueue();
        Enqueue(queue, 1, isEvent: false);
        queue.Close(Code.CloseReplaced, "replaced");
        queue.Close(Code.CloseRevoked, "revoked");
        Enqueue(queue, 2, isEvent: false);
        Assert.That(queue.IsClosed);
        Assert.That(queue.CloseCode, Is.EqualTo(Code.CloseReplaced));
        var frames = new SharedFrame[8];
        Assert.That(queue.Take(frames, int.MaxValue), Is.EqualTo(2));
        Assert.That(ServerFrame.Parser.ParseDelimitedFrom(new MemoryStream(frames[1].Memory.ToArray())).Close.Code, Is.EqualTo(Code.CloseReplaced));
    }

    [Test]
    public void Its_consumer_is_told_once_until_it_found_the_queue_empty()
    {
        var consumer = new CountingConsumer();
        var queue = new OutboundQueue(consumer);
        Enqueue(queue, 1, isEvent: true);
        Enqueue(queue, 2, isEvent: false);
        Assert.That(consumer.Count, Is.EqualTo(1));
        var frames = new SharedFrame[8];
        Assert.That(queue.Take(frames, int.MaxValue), Is.EqualTo(2));
        Enqueue(queue, 3, isEvent: true);
        Assert.That(consumer.Count, Is.EqualTo(1), "it has not gone off duty");
        Assert.That(queue.Take(frames, int.MaxValue), Is.EqualTo(1));
        Assert.That(queue.Take(frames, int.MaxValue), Is.Zero);
        Enqueue(queue, 4, isEvent: true);
        Assert.That(consumer.Count, Is.EqualTo(2));
    }

    [Test]
    public void A_held_queue_opens_with_the_given_frame_first([Range(0, 40)] int held)
    {
        var consumer = new CountingConsumer();
        var queue = new OutboundQueue(consumer);
        queue.Hold();
        for (byte i = 1; i <= held; i++)
            Enqueue(queue, i, isEvent: true);
        Assert.That(consumer.Count, Is.Zero);
        var first = Frame(99, 1);
        queue.Open(first);
        Assert.That(consumer.Count, Is.EqualTo(1));
        Assert.That(TakeAll(queue), Is.EqualTo(new[] { 99 }.Concat(Enumerable.Range(1, held))));
    }

    [Test]
    public async Task A_backlog_of_responses_is_gone_when_half_of_it_is_taken()
    {
        var queue = new OutboundQueue();
        for (byte i = 0; i < 11; i++)
            Enqueue(queue, i, isEvent: false, length: OutboundQueue.ResponseBacklogBytes / 10);
        Assert.That(queue.HasResponseBacklog);
        var gone = queue.WhenBacklogIsGone();
        var frames = new SharedFrame[5];
        queue.Take(frames, int.MaxValue);
        Assert.That(gone.IsCompleted, Is.False);
        queue.Take(frames, int.MaxValue);
        await gone.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Test]
    public async Task Under_many_producers_and_a_draining_consumer_each_producers_frames_keep_their_order()
    {
        const int Producers = 4;
        const int PerProducer = 5_000;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new DrainingConsumer(Producers * PerProducer, done);
        var queue = consumer.Queue;
        var producing = Enumerable.Range(0, Producers).Select(producer => Task.Run(() =>
        {
            for (var i = 0; i < PerProducer; i++)
            {
                var frame = SharedFrame.Rent(8);
                BitConverter.TryWriteBytes(frame.Buffer, producer);
                BitConverter.TryWriteBytes(frame.Buffer[4..], i);
                frame.SetContent(0, 8);
                if (i % 2 == 0)
                    queue.EnqueueResponse(frame);
                else
                    Assert.That(queue.TryEnqueueEvent(frame));
                frame.Release();
            }
        }));
        await Task.WhenAll(producing).WaitAsync(TimeSpan.FromSeconds(30));
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(consumer.IsOrdered);
        Assert.That(queue.EventBytes + queue.ResponseBytes, Is.Zero);
    }

    [Test]
    public void A_frame_s_buffer_is_rented_again_only_after_its_last_release()
    {
        var frame = SharedFrame.Rent(100_000);
        var queue = new OutboundQueue();
        frame.SetContent(0, 1);
        queue.TryEnqueueEvent(frame);
        frame.Release();
        var others = Enumerable.Range(0, 50).Select(_ => SharedFrame.Rent(100_000)).ToList();
        Assert.That(others, Does.Not.Contain(frame));
        others.ForEach(other => other.Release());
        queue.Stop();
    }

    [TestCase(1)]
    [TestCase(256)]
    [TestCase(257)]
    [TestCase(1_024)]
    [TestCase(1_025)]
    [TestCase(262_144)]
    [TestCase(1_048_576)]
    [TestCase(5_000_000)]
    public void A_rented_frame_has_the_room_asked_for(int bytes)
    {
        var frame = SharedFrame.Rent(bytes);
        Assert.That(frame.Buffer.Length, Is.GreaterThanOrEqualTo(bytes));
        frame.Release();
    }

    private static bool Enqueue(OutboundQueue queue, byte content, bool isEvent, int length = 1)
    {
        var frame = Frame(content, length);
        var accepted = !isEvent || queue.TryEnqueueEvent(frame);
        if (!isEvent)
            queue.EnqueueResponse(frame);
        frame.Release();
        return accepted;
    }

    private static SharedFrame Frame(byte content, int length)
    {
        var frame = SharedFrame.Rent(length);
        frame.Buffer[0] = content;
        frame.SetContent(0, length);
        return frame;
    }

    private static List<int> TakeAll(OutboundQueue queue)
    {
        var taken = new List<int>();
        var frames = new SharedFrame[3];
        while (queue.Take(frames, int.MaxValue) is var count and > 0)
            taken.AddRange(frames.Take(count).Select(frame => (int)frame.Span[0]));
        return taken;
    }

    private sealed class CountingConsumer : IOutboundConsumer
    {
        internal int Count { get; private set; }

        public void OnOutbound(bool isOneOfMany) => Count++;
    }

    private sealed class DrainingConsumer : IOutboundConsumer, IThreadPoolWorkItem
    {
        private readonly Dictionary<int, int> _next = [];
        private readonly TaskCompletionSource _done;
        private int _left;

        internal DrainingConsumer(int frames, TaskCompletionSource done)
        {
            (_left, _done) = (frames, done);
            Queue = new OutboundQueue(this, int.MaxValue);
        }

        internal OutboundQueue Queue { get; }

        internal bool IsOrdered { get; private set; } = true;

        public void OnOutbound(bool isOneOfMany) => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

        public void Execute()
        {
            // Off duty is told by the Take that finds nothing, so overlapping drains would show as a broken order.
            var frames = new SharedFrame[7];
            while (Queue.Take(frames, 1_000) is var count and > 0)
            {
                foreach (var frame in frames.AsSpan(0, count))
                {
                    var producer = BitConverter.ToInt32(frame.Span);
                    var number = BitConverter.ToInt32(frame.Span[4..]);
                    IsOrdered &= _next.GetValueOrDefault(producer) == number;
                    _next[producer] = number + 1;
                    frame.Release();
                    if (--_left == 0)
                        _done.TrySetResult();
                }
            }
        }
    }
}
