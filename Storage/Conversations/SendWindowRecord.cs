using System.Collections.Immutable;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Conversations;

/// <summary>The last send numbers of a device in a conversation and what became of them.</summary>
/// <param name="Last">The last number accepted.</param>
/// <param name="Runs">Ascending; they cover at least the last 256 numbers.</param>
public readonly record struct SendWindowRecord(ulong Last, ImmutableArray<SendRun> Runs)
    : IStoredRecord<SendWindowRecord>
{
    static int IStoredRecord<SendWindowRecord>.Elements => 2;

    static SendWindowRecord IStoredRecord<SendWindowRecord>.Read(ref MessagePackReader reader)
    {
        var last = reader.ReadUInt64();
        var runs = ImmutableArray.CreateBuilder<SendRun>();
        for (var count = reader.ReadArrayHeader(); count > 0; count--)
        {
            if (reader.ReadArrayHeader() != 3) throw new StorageCorruptException("A send run is malformed.");
            runs.Add(new SendRun(reader.ReadUInt64(), reader.ReadUInt32(), reader.ReadUInt64()));
        }

        return new SendWindowRecord(last, runs.DrainToImmutable());
    }

    void IStoredRecord<SendWindowRecord>.Write(ref MessagePackWriter writer) =>
        Write(ref writer, Last, Runs.IsDefault ? default : Runs.AsSpan());

    /// <summary>The elements, from runs that a loop keeps in its own buffer.</summary>
    internal static void Write(ref MessagePackWriter writer, ulong last, ReadOnlySpan<SendRun> runs)
    {
        writer.Write(last);
        writer.WriteArrayHeader(runs.Length);
        foreach (var run in runs)
        {
            writer.WriteArrayHeader(3);
            writer.Write(run.FirstNumber);
            writer.Write(run.Count);
            writer.Write(run.FirstSequence);
        }
    }
}
