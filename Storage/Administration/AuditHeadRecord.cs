using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Administration;

/// <summary>The end of the audit log: how many rows it has, and the hash of the last.</summary>
public sealed record AuditHeadRecord(ulong Sequence, byte[] Hash) : IStoredRecord<AuditHeadRecord>
{
    static int IStoredRecord<AuditHeadRecord>.Elements => 2;

    static AuditHeadRecord IStoredRecord<AuditHeadRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadUInt64(),
        reader.ReadByteString());

    void IStoredRecord<AuditHeadRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Sequence);
        writer.Write(Hash);
    }
}
