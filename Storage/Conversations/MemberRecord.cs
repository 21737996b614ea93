using FastChat.Protocol;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Conversations;

/// <summary>A member of a conversation.</summary>
public sealed record MemberRecord(
    Role Role,
    ulong FirstVisibleSequence,
    long JoinedMs) : IStoredRecord<MemberRecord>
{
    static int IStoredRecord<MemberRecord>.Elements => 3;

    static MemberRecord IStoredRecord<MemberRecord>.Read(ref MessagePackReader reader) => new(
        (Role)reader.ReadInt32(),
        reader.ReadUInt64(),
        reader.ReadInt64());

    void IStoredRecord<MemberRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write((int)Role);
        writer.Write(FirstVisibleSequence);
        writer.Write(JoinedMs);
    }
}
