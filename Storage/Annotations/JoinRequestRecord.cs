using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>Somebody asks to join, by a link that needs approval.</summary>
public sealed record JoinRequestRecord(long TimeMs, InviteKey Invite) : IStoredRecord<JoinRequestRecord>
{
    static int IStoredRecord<JoinRequestRecord>.Elements => 2;

    static JoinRequestRecord IStoredRecord<JoinRequestRecord>.Read(ref MessagePackReader reader) =>
        new(reader.ReadInt64(), reader.ReadId<InviteKey>());

    void IStoredRecord<JoinRequestRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(TimeMs);
        writer.WriteId(Invite);
    }
}
