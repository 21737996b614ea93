using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Conversations;

/// <summary>How far a member has read and received.</summary>
public readonly record struct CursorRecord(
    ulong ReadSequence,
    ulong ReadOrdinal,
    ulong DeliveredSequence) : IStoredRecord<CursorRecord>
{
    static int IStoredRecord<CursorRecord>.Elements => 3;

    static CursorRecord IStoredRecord<CursorRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        reader.ReadUInt64());

    void IStoredRecord<CursorRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(ReadSequence);
        writer.Write(ReadOrdinal);
        writer.Write(DeliveredSequence);
    }
}
