using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Conversations;

/// <summary>A conversation in an account's list.</summary>
public readonly record struct ListRecord(
    ListState State,
    // Of the change, in the conversation's shard.
    long CommitNumber,
    // The log position of the change.
    ulong Sequence) : IStoredRecord<ListRecord>
{
    static int IStoredRecord<ListRecord>.Elements => 3;

    static ListRecord IStoredRecord<ListRecord>.Read(ref MessagePackReader reader) => new(
        (ListState)reader.ReadInt32(),
        reader.ReadInt64(),
        reader.ReadUInt64());

    void IStoredRecord<ListRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write((int)State);
        writer.Write(CommitNumber);
        writer.Write(Sequence);
    }
}
