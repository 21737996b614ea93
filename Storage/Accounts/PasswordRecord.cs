using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>A hashed password.</summary>
public sealed record PasswordRecord(
    // 1 = Argon2id.
    int Algorithm,
    int MemoryKib,
    int Passes,
    byte[] Salt,
    byte[] Hash) : IStoredRecord<PasswordRecord>
{
    static int IStoredRecord<PasswordRecord>.Elements => 5;

    static PasswordRecord IStoredRecord<PasswordRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadInt32(),
        reader.ReadInt32(),
        reader.ReadInt32(),
        reader.ReadByteString(),
        reader.ReadByteString());

    void IStoredRecord<PasswordRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Algorithm);
        writer.Write(MemoryKib);
        writer.Write(Passes);
        writer.Write(Salt);
        writer.Write(Hash);
    }
}
