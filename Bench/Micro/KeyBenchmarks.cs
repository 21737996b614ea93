using BenchmarkDotNet.Attributes;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Keys;

namespace FastChat.Bench.Micro;

/// <summary>The key of a block's row, with the shard's hash from the cache, and read back.</summary>
public class KeyBenchmarks
{
    private readonly ConversationId _conversation = new IdSource(TimeProvider.System).NewId<ConversationId>();
    private readonly byte[] _key = new byte[RowKey.PrefixBytes + sizeof(ulong)];
    private ulong _sequence;

    [GlobalSetup]
    public void SetUp() => RowKey.Block(_key, _conversation, 1);

    [Benchmark]
    public int Write()
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return RowKey.Block(key, _conversation, ++_sequence).Length;
    }

    [Benchmark]
    public ulong Read() => (ulong)RowKey.ReadOwner(_key) + RowKey.ReadNumber(_key);
}
