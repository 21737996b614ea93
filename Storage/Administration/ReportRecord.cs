using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Administration;

/// <summary>A member's report of a message.</summary>
/// <param name="CreatedMs">When.</param>
/// <param name="Reporter">Who; none once that account is deleted.</param>
/// <param name="Conversation">Where.</param>
/// <param name="Sequence">Which message.</param>
/// <param name="Sender">Whose message.</param>
/// <param name="Category">A `ReportCategory` of protocol.proto.</param>
/// <param name="Note">What the reporter says.</param>
/// <param name="Content">The message's content as it was; empty if the policy keeps none, or it is gone.</param>
/// <param name="ResolvedMs">When it was resolved; 0: it is open.</param>
/// <param name="ResolvedBy">Who, as in <see cref="AuditRecord"/>.</param>
/// <param name="Resolution">What was decided.</param>
public sealed record ReportRecord(
    long CreatedMs,
    AccountId Reporter,
    ConversationId Conversation,
    ulong Sequence,
    AccountId Sender,
    int Category,
    string Note,
    byte[] Content,
    long ResolvedMs,
    string ResolvedBy,
    string Resolution) : IStoredRecord<ReportRecord>
{
    static int IStoredRecord<ReportRecord>.Elements => 11;

    static ReportRecord IStoredRecord<ReportRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadInt64(),
        reader.ReadOptionalId<AccountId>(),
        reader.ReadId<ConversationId>(),
        reader.ReadUInt64(),
        reader.ReadOptionalId<AccountId>(),
        reader.ReadInt32(),
        reader.ReadText(),
        reader.ReadByteString(),
        reader.ReadInt64(),
        reader.ReadText(),
        reader.ReadText());

    void IStoredRecord<ReportRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(CreatedMs);
        writer.WriteOptionalId(Reporter);
        writer.WriteId(Conversation);
        writer.Write(Sequence);
        writer.WriteOptionalId(Sender);
        writer.Write(Category);
        writer.Write(Note);
        writer.Write(Content);
        writer.Write(ResolvedMs);
        writer.Write(ResolvedBy);
        writer.Write(Resolution);
    }
}
