using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>A right to make accounts.</summary>
public sealed record InvitationRecord(
    // For whoever made it.
    string Note,
    long CreatedMs,
    long ExpiresMs,
    int UsesMax,
    int Uses) : IStoredRecord<InvitationRecord>
{
    static int IStoredRecord<InvitationRecord>.Elements => 5;

    static InvitationRecord IStoredRecord<InvitationRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadText(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt32(),
        reader.ReadInt32());

    void IStoredRecord<InvitationRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Note);
        writer.Write(CreatedMs);
        writer.Write(ExpiresMs);
        writer.Write(UsesMax);
        writer.Write(Uses);
    }
}
