using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>
/// What was set of a group or channel beside its title. There is none while nothing differs from how it began, so that such
/// conversations look for nothing of it.
/// </summary>
public sealed record GroupRecord(
    string Description,
    MediaId Avatar,
    // Normalized; empty: none. The one that counts: the row of the handle only leads here.
    string Handle,
    uint SlowModeSeconds,
    HistoryVisibility History,
    uint HistoryEntries,
    // Bits of each role, or null: as its kind of conversation has them.
    uint? MemberPermissions,
    uint? ModeratorPermissions,
    uint? AdminPermissions) : IStoredRecord<GroupRecord>
{
    public static GroupRecord None { get; } = new("", MediaId.None, "", 0, HistoryVisibility.FromJoin, 0, null, null, null);

    static int IStoredRecord<GroupRecord>.Elements => 9;

    static GroupRecord IStoredRecord<GroupRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadText(),
        reader.ReadOptionalId<MediaId>(),
        reader.ReadText(),
        reader.ReadUInt32(),
        (HistoryVisibility)reader.ReadInt32(),
        reader.ReadUInt32(),
        ReadBits(ref reader),
        ReadBits(ref reader),
        ReadBits(ref reader));

    void IStoredRecord<GroupRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Description);
        writer.WriteOptionalId(Avatar);
        writer.Write(Handle);
        writer.Write(SlowModeSeconds);
        writer.Write((int)History);
        writer.Write(HistoryEntries);
        WriteBits(ref writer, MemberPermissions);
        WriteBits(ref writer, ModeratorPermissions);
        WriteBits(ref writer, AdminPermissions);
    }

    /// <summary>The first sequence that somebody may see who joins with the entry at <paramref name="joined"/>.</summary>
    public ulong FirstVisible(ulong joined) => History switch
    {
        HistoryVisibility.All => 1,
        HistoryVisibility.Last => joined > HistoryEntries ? joined - HistoryEntries : 1,
        _ => joined,
    };

    private static uint? ReadBits(ref MessagePackReader reader) => reader.TryReadNil() ? null : reader.ReadUInt32();

    private static void WriteBits(ref MessagePackWriter writer, uint? bits)
    {
        if (bits is { } some) writer.Write(some);
        else writer.WriteNil();
    }
}
