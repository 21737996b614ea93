using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Media;

/// <summary>A conversation's or account's right to read a blob: the only place where the blob's key is.</summary>
public sealed record MediaReferenceRecord(
    // The blob's own key, 32 bytes.
    byte[] Key,
    long SizeBytes,
    string ContentType,
    string FileName) : IStoredRecord<MediaReferenceRecord>
{
    static int IStoredRecord<MediaReferenceRecord>.Elements => 4;

    static MediaReferenceRecord IStoredRecord<MediaReferenceRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadByteString(),
        reader.ReadInt64(),
        reader.ReadText(),
        reader.ReadText());

    void IStoredRecord<MediaReferenceRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Key);
        writer.Write(SizeBytes);
        writer.Write(ContentType);
        writer.Write(FileName);
    }
}
