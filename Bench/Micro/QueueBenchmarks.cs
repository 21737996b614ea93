using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using FastChat.Server.Concurrency;

namespace FastChat.Bench.Micro;

/// <summary>64 commands through the shard's queue, enqueued and drained by one thread, and the same with the runtime's own.</summary>
public class QueueBenchmarks
{
    private const int Items = 64;
    private readonly object _item = new();
    private readonly object[] _drained = new object[Items];
    private readonly MpscQueue<object> _queue = new(1_024, () => { });
    private readonly ConcurrentQueue<object> _concurrent = new();

    [Benchmark(OperationsPerInvoke = Items)]
    public int Mpsc()
    {
        for (var i = 0; i < Items; i++)
            _queue.TryEnqueue(_item);
        return _queue.Drain(_drained);
    }

    [Benchmark(OperationsPerInvoke = Items, Baseline = true)]
    public int Concurrent()
    {
        for (var i = 0; i < Items; i++)
            _concurrent.Enqueue(_item);
        var count = 0;
        while (count < Items && _concurrent.TryDequeue(out var item))
            _drained[count++] = item;
        return count;
    }
}
