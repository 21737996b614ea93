using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Administration;

/// <summary>Work that outlives the process: repeated from its last step on until it is done.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="State">How far it is.</param>
/// <param name="Account">Whom it concerns; none: everybody.</param>
/// <param name="CreatedMs">When it was asked for.</param>
/// <param name="DueMs">When it begins or goes on; done and failed ones are forgotten then.</param>
/// <param name="Step">The step that is next; by kind.</param>
/// <param name="Position">Where in the step it goes on; by kind.</param>
/// <param name="Arguments">What was asked for; by kind.</param>
/// <param name="Problem">Why it failed, for administrators.</param>
public sealed record JobRecord(
    JobKind Kind,
    JobState State,
    AccountId Account,
    long CreatedMs,
    long DueMs,
    int Step,
    UInt128 Position,
    byte[] Arguments,
    string Problem) : IStoredRecord<JobRecord>
{
    static int IStoredRecord<JobRecord>.Elements => 9;

    static JobRecord IStoredRecord<JobRecord>.Read(ref MessagePackReader reader) => new(
        (JobKind)reader.ReadInt32(),
        (JobState)reader.ReadInt32(),
        reader.ReadOptionalId<AccountId>(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt32(),
        reader.ReadOptionalId<AccountId>().Value,
        reader.ReadByteString(),
        reader.ReadText());

    void IStoredRecord<JobRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write((int)Kind);
        writer.Write((int)State);
        writer.WriteOptionalId(Account);
        writer.Write(CreatedMs);
        writer.Write(DueMs);
        writer.Write(Step);
        // Any 16-byte position is written like an id.
        writer.WriteOptionalId(new AccountId(Position));
        writer.Write(Arguments);
        writer.Write(Problem);
    }
}
