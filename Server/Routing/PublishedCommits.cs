using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;

namespace FastChat.Server.Routing;

/// <summary>
/// Per shard the highest commit number that is durable. Each slot is written by the loop that owns the shard, after the
/// sync, and read by anybody (sync cursors); slots are independent, so volatile access is all it takes.
/// </summary>
internal sealed class PublishedCommits
{
    private readonly long[] _numbers = new long[Identifier.ShardCount];

    public PublishedCommits(ReadOnlySpan<long> recovered) => recovered.CopyTo(_numbers);

    public void Publish(CommitBatch batch)
    {
        foreach (var shard in batch.TouchedShards)
        {
            Volatile.Write(ref _numbers[shard], batch.Touch(shard));
        }
    }

    public void Read(Span<long> numbers)
    {
        for (var shard = 0; shard < _numbers.Length; shard++)
        {
            numbers[shard] = Volatile.Read(ref _numbers[shard]);
        }
    }
}
