using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Conversations;

/// <summary>What is left of a deleted conversation, so that re-creating a direct one goes on after it.</summary>
/// <param name="Sequence">The head sequence.</param>
/// <param name="Ordinal">The head ordinal.</param>
/// <param name="CommitNumber">Of the deletion.</param>
/// <param name="LastTimeMs">Of the last entry.</param>
/// <param name="Sends">The last send number of each device.</param>
public sealed record TombstoneRecord(
    ulong Sequence,
    ulong Ordinal,
    long CommitNumber,
    long LastTimeMs,
    IReadOnlyList<DeviceSendNumber> Sends) : IStoredRecord<TombstoneRecord>
{
    static int IStoredRecord<TombstoneRecord>.Elements => 5;

    static TombstoneRecord IStoredRecord<TombstoneRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadInt64(), reader.ReadInt64(), ReadSends(ref reader));

    void IStoredRecord<TombstoneRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Sequence);
        writer.Write(Ordinal);
        writer.Write(CommitNumber);
        writer.Write(LastTimeMs);
        writer.WriteArrayHeader(Sends.Count);
        foreach (var send in Sends)
        {
            writer.WriteArrayHeader(2);
            writer.WriteId(send.Device);
            writer.Write(send.Last);
        }
    }

    private static List<DeviceSendNumber> ReadSends(ref MessagePackReader reader)
    {
        var sends = new List<DeviceSendNumber>();
        for (var count = reader.ReadArrayHeader(); count > 0; count--)
        {
            if (reader.ReadArrayHeader() != 2) throw new StorageCorruptException("A tombstone is malformed.");
            sends.Add(new DeviceSendNumber(reader.ReadId<DeviceId>(), reader.ReadUInt64()));
        }

        return sends;
    }
}
