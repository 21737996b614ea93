using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>A message that is to be sent later.</summary>
/// <param name="Device">Which device scheduled it.</param>
/// <param name="DueMs">When.</param>
/// <param name="Entry">The `OutgoingEntry` of protocol.proto.</param>
public sealed record ScheduledRecord(DeviceId Device, long DueMs, byte[] Entry) : IStoredRecord<ScheduledRecord>
{
    static int IStoredRecord<ScheduledRecord>.Elements => 3;

    static ScheduledRecord IStoredRecord<ScheduledRecord>.Read(ref MessagePackReader reader) =>
        new(reader.ReadId<DeviceId>(), reader.ReadInt64(), reader.ReadByteString());

    void IStoredRecord<ScheduledRecord>.Write(ref MessagePackWriter writer)
    {
        writer.WriteId(Device);
        writer.Write(DueMs);
        writer.Write(Entry);
    }
}
