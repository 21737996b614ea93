using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Administration;

/// <summary>Addresses that may not connect.</summary>
/// <param name="Network">In CIDR form: 203.0.113.7/32, 2001:db8::/64.</param>
/// <param name="CreatedMs">Since when.</param>
/// <param name="UntilMs">Until when; <see cref="long.MaxValue"/>: until it is lifted.</param>
/// <param name="Reason">For administrators.</param>
/// <param name="Actor">Who, as in <see cref="AuditRecord"/>.</param>
public sealed record BanRecord(string Network, long CreatedMs, long UntilMs, string Reason, string Actor) : IStoredRecord<BanRecord>
{
    static int IStoredRecord<BanRecord>.Elements => 5;

    static BanRecord IStoredRecord<BanRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadText(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadText(),
        reader.ReadText());

    void IStoredRecord<BanRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Network);
        writer.Write(CreatedMs);
        writer.Write(UntilMs);
        writer.Write(Reason);
        writer.Write(Actor);
    }
}
