using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Media;

/// <summary>Which of an account's blobs has a content.</summary>
public sealed record ContentRecord(MediaId Media) : IStoredRecord<ContentRecord>
{
    static int IStoredRecord<ContentRecord>.Elements => 1;

    static ContentRecord IStoredRecord<ContentRecord>.Read(ref MessagePackReader reader) => new(reader.ReadId<MediaId>());

    void IStoredRecord<ContentRecord>.Write(ref MessagePackWriter writer) => writer.WriteId(Media);
}
