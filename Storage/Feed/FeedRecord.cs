using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Feed;

/// <summary>One turn's row of the feed. Written by <see cref="Commit.TouchedShards"/>.</summary>
public sealed record FeedRecord(IReadOnlyList<FeedShard> Shards) : IStoredRecord<FeedRecord>
{
    static int IStoredRecord<FeedRecord>.Elements => 1;

    static FeedRecord IStoredRecord<FeedRecord>.Read(ref MessagePackReader reader)
    {
        var shards = new List<FeedShard>();
        for (var count = reader.ReadArrayHeader(); count > 0; count--)
        {
            if (reader.ReadArrayHeader() != 4) throw new StorageCorruptException("A feed row is malformed.");
            shards.Add(new FeedShard(
                reader.ReadByte(),
                reader.ReadInt64(),
                ReadIds<ConversationId>(ref reader),
                ReadIds<AccountId>(ref reader)));
        }

        return new FeedRecord(shards);
    }

    void IStoredRecord<FeedRecord>.Write(ref MessagePackWriter writer)
    {
        writer.WriteArrayHeader(Shards.Count);
        foreach (var shard in Shards)
        {
            writer.WriteArrayHeader(4);
            writer.Write(shard.Shard);
            writer.Write(shard.CommitNumber);
            WriteIds(ref writer, shard.Conversations);
            WriteIds(ref writer, shard.Accounts);
        }
    }

    private static List<T> ReadIds<T>(ref MessagePackReader reader)
        where T : struct, IIdentifier<T>
    {
        var ids = new List<T>();
        for (var count = reader.ReadArrayHeader(); count > 0; count--) ids.Add(reader.ReadId<T>());
        return ids;
    }

    private static void WriteIds<T>(ref MessagePackWriter writer, IReadOnlyList<T> ids)
        where T : struct, IIdentifier<T>
    {
        writer.WriteArrayHeader(ids.Count);
        foreach (var id in ids) writer.WriteId(id);
    }
}
