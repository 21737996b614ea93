using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>A token by which a bot signs in.</summary>
public sealed record ApiTokenRecord(
    string Name,
    // SHA-256 of its text.
    byte[] Hash,
    ApiScopes Scopes,
    long CreatedMs,
    // 0: it does not end by itself.
    long ExpiresMs,
    // 0: never.
    long LastUsedMs) : IStoredRecord<ApiTokenRecord>
{
    static int IStoredRecord<ApiTokenRecord>.Elements => 6;

    static ApiTokenRecord IStoredRecord<ApiTokenRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadText(),
        reader.ReadByteString(),
        (ApiScopes)reader.ReadInt32(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt64());

    void IStoredRecord<ApiTokenRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Name);
        writer.Write(Hash);
        writer.Write((int)Scopes);
        writer.Write(CreatedMs);
        writer.Write(ExpiresMs);
        writer.Write(LastUsedMs);
    }
}
