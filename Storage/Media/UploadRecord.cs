using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Media;

/// <summary>An upload in parts.</summary>
/// <param name="LengthBytes">How long the content will be.</param>
/// <param name="OffsetBytes">How much of it is on disk, for good.</param>
/// <param name="FileBytes">What of the upload's file belongs to that; the rest of it was never acked.</param>
/// <param name="Key">The file's own key, 32 bytes.</param>
/// <param name="Metadata">What the client said about it, as it said it.</param>
/// <param name="Parts">How many requests brought bytes.</param>
/// <param name="ExpiresMs">When it is forgotten, unless it is gone on with before.</param>
/// <param name="Stored">The blob that it became; none: it is not one yet.</param>
public sealed record UploadRecord(
    long LengthBytes,
    long OffsetBytes,
    long FileBytes,
    byte[] Key,
    string Metadata,
    int Parts,
    long ExpiresMs,
    MediaId Stored) : IStoredRecord<UploadRecord>
{
    /// <summary>Whether all bytes are there.</summary>
    public bool IsWhole => OffsetBytes == LengthBytes;

    static int IStoredRecord<UploadRecord>.Elements => 8;

    static UploadRecord IStoredRecord<UploadRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadByteString(),
        reader.ReadText(),
        reader.ReadInt32(),
        reader.ReadInt64(),
        reader.ReadOptionalId<MediaId>());

    void IStoredRecord<UploadRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(LengthBytes);
        writer.Write(OffsetBytes);
        writer.Write(FileBytes);
        writer.Write(Key);
        writer.Write(Metadata);
        writer.Write(Parts);
        writer.Write(ExpiresMs);
        writer.WriteOptionalId(Stored);
    }
}
