using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Media;

/// <summary>A stored blob.</summary>
public sealed record MediaRecord(
    AccountId Owner,
    long SizeBytes,
    string ContentType,
    string FileName,
    long CreatedMs,
    int ChunkBytes) : IStoredRecord<MediaRecord>
{
    static int IStoredRecord<MediaRecord>.Elements => 6;

    static MediaRecord IStoredRecord<MediaRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadId<AccountId>(),
        reader.ReadInt64(),
        reader.ReadText(),
        reader.ReadText(),
        reader.ReadInt64(),
        reader.ReadInt32());

    void IStoredRecord<MediaRecord>.Write(ref MessagePackWriter writer)
    {
        writer.WriteId(Owner);
        writer.Write(SizeBytes);
        writer.Write(ContentType);
        writer.Write(FileName);
        writer.Write(CreatedMs);
        writer.Write(ChunkBytes);
    }
}
