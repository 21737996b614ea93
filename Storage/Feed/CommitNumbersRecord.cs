using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Feed;

/// <summary>The commit numbers of all shards, as they were after these turns of these loops.</summary>
internal sealed record CommitNumbersRecord(long[] Numbers, ImmutableSortedDictionary<byte, long> Turns)
    : IStoredRecord<CommitNumbersRecord>
{
    static int IStoredRecord<CommitNumbersRecord>.Elements => 2;

    static CommitNumbersRecord IStoredRecord<CommitNumbersRecord>.Read(ref MessagePackReader reader)
    {
        if (reader.ReadArrayHeader() != Identifier.ShardCount)
        {
            throw new StorageCorruptException("There are 256 commit numbers.");
        }

        var numbers = new long[Identifier.ShardCount];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = reader.ReadInt64();
        return new CommitNumbersRecord(numbers, LoopTurns.Read(ref reader));
    }

    void IStoredRecord<CommitNumbersRecord>.Write(ref MessagePackWriter writer)
    {
        writer.WriteArrayHeader(Numbers.Length);
        foreach (var number in Numbers) writer.Write(number);
        LoopTurns.Write(ref writer, Turns);
    }
}
