using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Conversations;

/// <summary>How far a conversation's log reaches.</summary>
public readonly record struct HeadRecord(
    // Of the last entry.
    ulong Sequence,
    // How many entries count as unread in all.
    ulong Ordinal,
    // The commit number, in the conversation's shard, of its last change.
    long LastChange,
    long LastTimeMs) : IStoredRecord<HeadRecord>
{
    static int IStoredRecord<HeadRecord>.Elements => 4;

    static HeadRecord IStoredRecord<HeadRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        reader.ReadInt64(),
        reader.ReadInt64());

    void IStoredRecord<HeadRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Sequence);
        writer.Write(Ordinal);
        writer.Write(LastChange);
        writer.Write(LastTimeMs);
    }
}
