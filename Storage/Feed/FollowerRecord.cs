using System.Collections.Immutable;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Feed;

/// <summary>How far a follower has come: the last turn of each loop that it is done with.</summary>
internal sealed record FollowerRecord(ImmutableSortedDictionary<byte, long> Turns) : IStoredRecord<FollowerRecord>
{
    static int IStoredRecord<FollowerRecord>.Elements => 1;

    static FollowerRecord IStoredRecord<FollowerRecord>.Read(ref MessagePackReader reader) =>
        new(LoopTurns.Read(ref reader));

    void IStoredRecord<FollowerRecord>.Write(ref MessagePackWriter writer) => LoopTurns.Write(ref writer, Turns);
}
