using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>A code that was sent by mail and has not been used.</summary>
public sealed record OneTimeCodeRecord(
    byte[] Hash,
    long ExpiresMs,
    int TriesLeft,
    // What it confirms: an address, or nothing.
    string Subject) : IStoredRecord<OneTimeCodeRecord>
{
    static int IStoredRecord<OneTimeCodeRecord>.Elements => 4;

    static OneTimeCodeRecord IStoredRecord<OneTimeCodeRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadByteString(),
        reader.ReadInt64(),
        reader.ReadInt32(),
        reader.ReadText());

    void IStoredRecord<OneTimeCodeRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Hash);
        writer.Write(ExpiresMs);
        writer.Write(TriesLeft);
        writer.Write(Subject);
    }
}
