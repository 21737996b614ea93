using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>The address to which an account's codes are sent; its owner has shown that it is his.</summary>
public sealed record EmailRecord(string Address, long VerifiedMs) : IStoredRecord<EmailRecord>
{
    static int IStoredRecord<EmailRecord>.Elements => 2;

    static EmailRecord IStoredRecord<EmailRecord>.Read(ref MessagePackReader reader) => new(reader.ReadText(), reader.ReadInt64());

    void IStoredRecord<EmailRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Address);
        writer.Write(VerifiedMs);
    }
}
