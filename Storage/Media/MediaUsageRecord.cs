using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Media;

/// <summary>How much an account holds.</summary>
/// <param name="UsedBytes">The sizes of its holdings, each once.</param>
public sealed record MediaUsageRecord(long UsedBytes) : IStoredRecord<MediaUsageRecord>
{
    static int IStoredRecord<MediaUsageRecord>.Elements => 1;

    static MediaUsageRecord IStoredRecord<MediaUsageRecord>.Read(ref MessagePackReader reader) => new(reader.ReadInt64());

    void IStoredRecord<MediaUsageRecord>.Write(ref MessagePackWriter writer) => writer.Write(UsedBytes);
}
