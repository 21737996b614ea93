using System.Collections.Immutable;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>What an account has deleted for itself: everything up to a sequence, and single messages after it.</summary>
public sealed record HiddenRecord(ulong Through, ImmutableArray<ulong> Sequences) : IStoredRecord<HiddenRecord>
{
    public static HiddenRecord None { get; } = new(0, []);

    static int IStoredRecord<HiddenRecord>.Elements => 2;

    static HiddenRecord IStoredRecord<HiddenRecord>.Read(ref MessagePackReader reader) =>
        new(reader.ReadUInt64(), reader.ReadNumbers());

    void IStoredRecord<HiddenRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Through);
        writer.WriteNumbers(Sequences);
    }

    /// <summary>With more of it: the sequences stay sorted, and those that <paramref name="through"/> covers go.</summary>
    public HiddenRecord With(ulong through, IEnumerable<ulong> sequences)
    {
        var until = Math.Max(through, Through);
        return new HiddenRecord(until, [.. Sequences.Union(sequences).Where(sequence => sequence > until).Order()]);
    }
}
