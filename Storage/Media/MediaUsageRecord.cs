using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Media;

/// <summary>How much an account holds.</summary>
/// <param name="UsedBytes">The sizes of its holdings, each once.</param>
/// <param name="QuotaBytes">What it may hold at most; -1: what the server's options say.</param>
public sealed record MediaUsageRecord(long UsedBytes, long QuotaBytes) : IStoredRecord<MediaUsageRecord>
{
    /// <summary>The account has no quota of its own.</summary>
    public const long NoQuota = -1;

    static int IStoredRecord<MediaUsageRecord>.Elements => 2;

    static MediaUsageRecord IStoredRecord<MediaUsageRecord>.Read(ref MessagePackReader reader) => new(reader.ReadInt64(), reader.ReadInt64());

    void IStoredRecord<MediaUsageRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(UsedBytes);
        writer.Write(QuotaBytes);
    }
}
