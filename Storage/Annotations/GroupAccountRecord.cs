using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>
/// What was laid down about one account in a group or channel: a mute, permissions of its own, a ban. It outlives the membership, so that
/// leaving and joining again helps nobody. There is none for most.
/// </summary>
public sealed record GroupAccountRecord(
    // 0: not muted.
    long MutedUntilMs,
    // Permission bits beside those of the role, and less than those.
    uint Granted,
    uint Denied,
    // Who banned it; none: it is not banned.
    AccountId BannedBy,
    long BannedMs,
    // 0: for good.
    long BannedUntilMs) : IStoredRecord<GroupAccountRecord>
{
    public static GroupAccountRecord None { get; } = new(0, 0, 0, AccountId.None, 0, 0);

    /// <summary>It says nothing, and needs no row.</summary>
    public bool IsEmpty => this == None;

    static int IStoredRecord<GroupAccountRecord>.Elements => 6;

    static GroupAccountRecord IStoredRecord<GroupAccountRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadInt64(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadOptionalId<AccountId>(),
        reader.ReadInt64(),
        reader.ReadInt64());

    void IStoredRecord<GroupAccountRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(MutedUntilMs);
        writer.Write(Granted);
        writer.Write(Denied);
        writer.WriteOptionalId(BannedBy);
        writer.Write(BannedMs);
        writer.Write(BannedUntilMs);
    }

    public bool IsMuted(long nowMs) => MutedUntilMs > nowMs;

    public bool IsBanned(long nowMs) => !BannedBy.IsNone() && (BannedUntilMs == 0 || BannedUntilMs > nowMs);

    public GroupAccountRecord WithoutBan() => this with { BannedBy = AccountId.None, BannedMs = 0, BannedUntilMs = 0 };
}
