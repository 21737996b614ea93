using System.Collections.Immutable;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Search;

/// <summary>What a conversation's index consists of.</summary>
/// <param name="Covered">Up to which entry of the log.</param>
/// <param name="NextSegment">The number of the next segment; grows with every change.</param>
/// <param name="PurgeMs">Since when deleted text is in the segments, masked; 0: none is.</param>
/// <param name="Segments">From the oldest to the newest.</param>
public sealed record SearchManifest(ulong Covered, uint NextSegment, long PurgeMs, ImmutableArray<SearchSegment> Segments)
    : IStoredRecord<SearchManifest>
{
    private const int SegmentElements = 7;

    /// <summary>Of a conversation that was never indexed.</summary>
    public static SearchManifest Empty { get; } = new(0, 1, 0, []);

    static int IStoredRecord<SearchManifest>.Elements => 4;

    static SearchManifest IStoredRecord<SearchManifest>.Read(ref MessagePackReader reader)
    {
        var (covered, next, purge) = (reader.ReadUInt64(), reader.ReadUInt32(), reader.ReadInt64());
        var segments = ImmutableArray.CreateBuilder<SearchSegment>();
        for (var count = reader.ReadArrayHeader(); count > 0; count--)
        {
            if (reader.ReadArrayHeader() != SegmentElements) throw new StorageCorruptException("A manifest is malformed.");
            segments.Add(new SearchSegment(
                reader.ReadUInt32(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64()));
        }

        return new SearchManifest(covered, next, purge, segments.DrainToImmutable());
    }

    void IStoredRecord<SearchManifest>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Covered);
        writer.Write(NextSegment);
        writer.Write(PurgeMs);
        writer.WriteArrayHeader(Segments.Length);
        foreach (var segment in Segments)
        {
            writer.WriteArrayHeader(SegmentElements);
            writer.Write(segment.Number);
            writer.Write(segment.FirstEntry);
            writer.Write(segment.LastEntry);
            writer.Write(segment.Pieces);
            writer.Write(segment.Documents);
            writer.Write(segment.Words);
            writer.Write(segment.Bytes);
        }
    }
}
