using BenchmarkDotNet.Attributes;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Server.Routing;

namespace FastChat.Bench.Micro;

/// <summary>One block to the queues of 1,000 online members, which share its bytes; and its way out of them. Per member.</summary>
public class PublishBenchmarks
{
    private const int Members = 1_000;
    private readonly byte[] _entry = new byte[190]; // as long as an entry of 128 bytes of content; queues do not look into it
    private readonly LoadedConversation _conversation = new(new ConversationId(1), shard: 0);
    private readonly PendingBlock _block = new();
    private readonly OutboundQueue[] _queues = new OutboundQueue[Members];
    private readonly SharedFrame[] _taken = new SharedFrame[4];
    private ulong _sequence;
    private readonly DrainList _drains = new(); // stays empty: these queues have no consumer

    [GlobalSetup]
    public void SetUp()
    {
        for (var i = 0; i < Members; i++)
        {
            _queues[i] = new OutboundQueue();
            _conversation.Subscribers.Add(new DeviceLink(new AccountId((UInt128)i + 1), new DeviceId((UInt128)i + 1), i, _queues[i]), firstVisible: 1);
        }
    }

    [Benchmark(OperationsPerInvoke = Members)]
    public void Publish()
    {
        _block.Open(_conversation.Id, ++_sequence);
        _block.Append(_entry, 1, new DeviceId(Members + 1));
        _block.Close(timeMs: 1, ordinal: _sequence);
        new FanOut(_conversation, _block).Send(Members, _drains);
        foreach (var queue in _queues)
        {
            while (queue.Take(_taken, int.MaxValue) is var count and > 0)
            {
                for (var i = 0; i < count; i++)
                    _taken[i].Release();
            }
        }
    }
}
