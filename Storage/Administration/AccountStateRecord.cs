using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Administration;

/// <summary>What administrators have decided about an account, and what is under way with it.</summary>
/// <param name="IsAdmin">It may use the admin API.</param>
/// <param name="DisabledUntilMs">It cannot sign in before; 0: it can, <see cref="long.MaxValue"/>: never again.</param>
/// <param name="Reason">Of its being disabled, for administrators.</param>
/// <param name="MediaBytesMax">Its own limit of uploaded bytes; 0: the server's.</param>
/// <param name="Deletion">The job that deletes it; none if there is none.</param>
/// <param name="IsLeaving">The deletion has begun: there is no way back.</param>
/// <param name="Export">The latest export of its data; none if there is none.</param>
public sealed record AccountStateRecord(
    bool IsAdmin, long DisabledUntilMs, string Reason, long MediaBytesMax, JobId Deletion, bool IsLeaving, JobId Export)
    : IStoredRecord<AccountStateRecord>
{
    /// <summary>Of an account about which nothing was decided.</summary>
    public static readonly AccountStateRecord None = new(false, 0, "", 0, JobId.None, false, JobId.None);

    static int IStoredRecord<AccountStateRecord>.Elements => 7;

    /// <summary>Whether it may not sign in now.</summary>
    public bool IsDisabled(long nowMs) => IsLeaving || DisabledUntilMs > nowMs;

    static AccountStateRecord IStoredRecord<AccountStateRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadBoolean(),
        reader.ReadInt64(),
        reader.ReadText(),
        reader.ReadInt64(),
        reader.ReadOptionalId<JobId>(),
        reader.ReadBoolean(),
        reader.ReadOptionalId<JobId>());

    void IStoredRecord<AccountStateRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(IsAdmin);
        writer.Write(DisabledUntilMs);
        writer.Write(Reason);
        writer.Write(MediaBytesMax);
        writer.WriteOptionalId(Deletion);
        writer.Write(IsLeaving);
        writer.WriteOptionalId(Export);
    }
}
