using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Conversations;

/// <summary>What a conversation is.</summary>
public sealed record ConversationRecord(
    ConversationKind Kind,
    Encryption Encryption,
    string Title,
    AccountId Creator,
    long CreatedMs,
    ulong MembershipVersion,
    int MemberCount,
    // Of a direct conversation, else none; the smaller account id.
    AccountId PeerOne,
    // The larger one.
    AccountId PeerTwo) : IStoredRecord<ConversationRecord>
{
    static int IStoredRecord<ConversationRecord>.Elements => 9;

    static ConversationRecord IStoredRecord<ConversationRecord>.Read(ref MessagePackReader reader) => new(
        (ConversationKind)reader.ReadInt32(),
        (Encryption)reader.ReadInt32(),
        reader.ReadText(),
        reader.ReadId<AccountId>(),
        reader.ReadInt64(),
        reader.ReadUInt64(),
        reader.ReadInt32(),
        reader.ReadOptionalId<AccountId>(),
        reader.ReadOptionalId<AccountId>());

    void IStoredRecord<ConversationRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write((int)Kind);
        writer.Write((int)Encryption);
        writer.Write(Title);
        writer.WriteId(Creator);
        writer.Write(CreatedMs);
        writer.Write(MembershipVersion);
        writer.Write(MemberCount);
        writer.WriteOptionalId(PeerOne);
        writer.WriteOptionalId(PeerTwo);
    }
}
