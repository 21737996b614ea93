using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Media;

/// <summary>A blob that counts against an account's quota.</summary>
/// <param name="SizeBytes">What it counts.</param>
/// <param name="Content">Under which it is found when the account uploads the same again; none: never (adopted, or stored before
/// content was looked up).</param>
/// <param name="RenewedMs">When it was last uploaded or adopted; 0: not known.</param>
public sealed record MediaHoldingRecord(long SizeBytes, ContentKey Content, long RenewedMs) : IStoredRecord<MediaHoldingRecord>
{
    static int IStoredRecord<MediaHoldingRecord>.Elements => 3;

    static MediaHoldingRecord IStoredRecord<MediaHoldingRecord>.Read(ref MessagePackReader reader) =>
        new(reader.ReadInt64(), reader.ReadOptionalId<ContentKey>(), reader.ReadInt64());

    void IStoredRecord<MediaHoldingRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(SizeBytes);
        writer.WriteOptionalId(Content);
        writer.Write(RenewedMs);
    }
}
