using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>A link by which one can join.</summary>
public sealed record InviteRecord(
    AccountId By,
    long CreatedMs,
    // 0: it does not expire.
    long ExpiresMs,
    // 0: any number.
    uint UsesMax,
    uint Uses,
    bool NeedsApproval,
    string Label) : IStoredRecord<InviteRecord>
{
    static int IStoredRecord<InviteRecord>.Elements => 7;

    static InviteRecord IStoredRecord<InviteRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadId<AccountId>(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadBoolean(),
        reader.ReadText());

    void IStoredRecord<InviteRecord>.Write(ref MessagePackWriter writer)
    {
        writer.WriteId(By);
        writer.Write(CreatedMs);
        writer.Write(ExpiresMs);
        writer.Write(UsesMax);
        writer.Write(Uses);
        writer.Write(NeedsApproval);
        writer.Write(Label);
    }

    /// <summary>Neither expired nor used up.</summary>
    public bool IsOpen(long nowMs) => (ExpiresMs == 0 || ExpiresMs > nowMs) && (UsesMax == 0 || Uses < UsesMax);
}
