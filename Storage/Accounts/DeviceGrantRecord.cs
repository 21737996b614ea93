using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>What a device of a bot may do: that of the token that it signed in with.</summary>
public sealed record DeviceGrantRecord(ApiTokenId Token, ApiScopes Scopes, long ExpiresMs) : IStoredRecord<DeviceGrantRecord>
{
    static int IStoredRecord<DeviceGrantRecord>.Elements => 3;

    static DeviceGrantRecord IStoredRecord<DeviceGrantRecord>.Read(ref MessagePackReader reader) =>
        new(reader.ReadId<ApiTokenId>(), (ApiScopes)reader.ReadInt32(), reader.ReadInt64());

    void IStoredRecord<DeviceGrantRecord>.Write(ref MessagePackWriter writer)
    {
        writer.WriteId(Token);
        writer.Write((int)Scopes);
        writer.Write(ExpiresMs);
    }
}
