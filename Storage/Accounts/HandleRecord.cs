using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>Who owns a handle.</summary>
public sealed record HandleRecord(
    AccountId Account,
    HandleState State,
    long ReservedMs) : IStoredRecord<HandleRecord>
{
    static int IStoredRecord<HandleRecord>.Elements => 3;

    static HandleRecord IStoredRecord<HandleRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadId<AccountId>(),
        (HandleState)reader.ReadInt32(),
        reader.ReadInt64());

    void IStoredRecord<HandleRecord>.Write(ref MessagePackWriter writer)
    {
        writer.WriteId(Account);
        writer.Write((int)State);
        writer.Write(ReservedMs);
    }
}
