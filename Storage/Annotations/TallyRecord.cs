using System.Collections.Immutable;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>How an anonymous poll stands: votes by option, and how many accounts have voted.</summary>
public sealed record TallyRecord(ImmutableArray<ulong> Counts, uint Voters) : IStoredRecord<TallyRecord>
{
    static int IStoredRecord<TallyRecord>.Elements => 2;

    static TallyRecord IStoredRecord<TallyRecord>.Read(ref MessagePackReader reader) =>
        new(reader.ReadNumbers(), reader.ReadUInt32());

    void IStoredRecord<TallyRecord>.Write(ref MessagePackWriter writer)
    {
        writer.WriteNumbers(Counts);
        writer.Write(Voters);
    }

    /// <summary>After a vote took the place of another; 0: none.</summary>
    public TallyRecord Changed(uint before, uint after) => new(
        [.. Counts.Select((count, option) => count + ((after >> option) & 1) - ((before >> option) & 1))],
        Voters + (after == 0 ? 0u : 1) - (before == 0 ? 0u : 1));
}
