using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>An account and its profile.</summary>
public sealed record AccountRecord(
    string Handle,
    string DisplayName,
    string About,
    // None if there is none.
    MediaId Avatar,
    long CreatedMs) : IStoredRecord<AccountRecord>
{
    static int IStoredRecord<AccountRecord>.Elements => 5;

    static AccountRecord IStoredRecord<AccountRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadText(),
        reader.ReadText(),
        reader.ReadText(),
        reader.ReadOptionalId<MediaId>(),
        reader.ReadInt64());

    void IStoredRecord<AccountRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Handle);
        writer.Write(DisplayName);
        writer.Write(About);
        writer.WriteOptionalId(Avatar);
        writer.Write(CreatedMs);
    }
}
