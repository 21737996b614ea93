using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Administration;

/// <summary>What an administrator did. Names no content, no handle and no address: ids, so that it can be kept for ever.</summary>
/// <param name="TimeMs">When.</param>
/// <param name="Actor">Who: `account:ID`, `key:ID`, `operator` (the admin socket) or `server`.</param>
/// <param name="Action">What, such as `account.disable`.</param>
/// <param name="Target">To whom or what: an id.</param>
/// <param name="Outcome">`begun`, or the code of the refusal that followed.</param>
/// <param name="Previous">Hash of the row before it; 32 zero bytes for the first.</param>
public sealed record AuditRecord(
    long TimeMs, string Actor, string Action, string Target, string Outcome, byte[] Previous) : IStoredRecord<AuditRecord>
{
    static int IStoredRecord<AuditRecord>.Elements => 6;

    static AuditRecord IStoredRecord<AuditRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadInt64(),
        reader.ReadText(),
        reader.ReadText(),
        reader.ReadText(),
        reader.ReadText(),
        reader.ReadByteString());

    void IStoredRecord<AuditRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(TimeMs);
        writer.Write(Actor);
        writer.Write(Action);
        writer.Write(Target);
        writer.Write(Outcome);
        writer.Write(Previous);
    }
}
