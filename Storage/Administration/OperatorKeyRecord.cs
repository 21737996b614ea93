using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Administration;

/// <summary>A key for programs that administer; only its hash is kept.</summary>
/// <param name="Name">For whom it was made.</param>
/// <param name="Hash">SHA-256 of the key's text.</param>
/// <param name="CreatedMs">When.</param>
/// <param name="ExpiresMs">Until when it works; <see cref="long.MaxValue"/>: until it is removed.</param>
public sealed record OperatorKeyRecord(string Name, byte[] Hash, long CreatedMs, long ExpiresMs) : IStoredRecord<OperatorKeyRecord>
{
    static int IStoredRecord<OperatorKeyRecord>.Elements => 4;

    static OperatorKeyRecord IStoredRecord<OperatorKeyRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadText(),
        reader.ReadByteString(),
        reader.ReadInt64(),
        reader.ReadInt64());

    void IStoredRecord<OperatorKeyRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Name);
        writer.Write(Hash);
        writer.Write(CreatedMs);
        writer.Write(ExpiresMs);
    }
}
