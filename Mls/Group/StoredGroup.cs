using System.Globalization;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.History;
using FastChat.Mls.Schedule;

namespace FastChat.Mls.Group;

/// <summary>A group as its records have it, version 1.</summary>
internal sealed record StoredGroup(
    MlsEpoch Epoch,
    bool HasEnded,
    ProposalCache Proposals,
    PendingCommit? Pending,
    SortedDictionary<ulong, PastEpoch> Past,
    SortedDictionary<ulong, Secret> Resumption,
    SortedDictionary<ulong, HistoryEpoch> History)
{
    private const byte Version = 1;

    public static StoredGroup Begin(MlsEpoch epoch) => new(epoch, false, new ProposalCache(), null, [], [], []);

    public static StoredGroup Read(IEnumerable<MlsStateChange> records)
    {
        var byName = records.Where(r => r.Value is not null).ToDictionary(r => r.Name, r => r.Value!.Value, StringComparer.Ordinal);
        try
        {
            return Read(byName);
        }
        catch (Exception e) when (e is MlsException { Error: not MlsError.BadState } or FormatException or OverflowException or ArgumentException)
        {
            throw new MlsException(MlsError.BadState, $"a group's records cannot be read: {e.Message}");
        }
    }

    public void WriteMain(TlsWriter writer)
    {
        writer.U8(Version);
        writer.U64(Epoch.Number);
        writer.U8(HasEnded ? 1 : 0);
        Epoch.Write(writer);
        writer.U16(Resumption.Count);
        foreach (var (epoch, secret) in Resumption)
        {
            writer.U64(epoch);
            writer.Raw(secret.Span);
        }
    }

    private static StoredGroup Read(Dictionary<string, ReadOnlyMemory<byte>> records)
    {
        var reader = new TlsReader(Record(records, RecordNames.Main).Span);
        if (reader.U8() is var version && version != Version)
            throw new MlsException(MlsError.BadState, $"state version {version}");
        var number = reader.U64();
        var hasEnded = reader.Present();
        var epoch = MlsEpoch.Read(ref reader, Ratchets(records, number));
        var resumption = new SortedDictionary<ulong, Secret>();
        for (var count = reader.U16(); count > 0; count--)
        {
            resumption[reader.U64()] = new Secret(reader.Take(Suite.HashBytes));
        }

        reader.End();
        var proposals = new TlsReader(Record(records, RecordNames.Proposals).Span);
        return new StoredGroup(
            epoch, hasEnded, ProposalCache.Read(ref proposals), ReadPending(records), ReadPast(records), resumption, ReadHistory(records));
    }

    private static PendingCommit? ReadPending(Dictionary<string, ReadOnlyMemory<byte>> records)
    {
        if (!records.TryGetValue(RecordNames.Pending, out var bytes))
            return null;
        var reader = new TlsReader(bytes.Span);
        return PendingCommit.Read(ref reader);
    }

    private static SortedDictionary<ulong, PastEpoch> ReadPast(Dictionary<string, ReadOnlyMemory<byte>> records)
    {
        var past = new SortedDictionary<ulong, PastEpoch>();
        foreach (var name in records.Keys.Where(n => n.StartsWith(RecordNames.PastPrefix, StringComparison.Ordinal)))
        {
            var epoch = ulong.Parse(name[RecordNames.PastPrefix.Length..], CultureInfo.InvariantCulture);
            var reader = new TlsReader(records[name].Span);
            past[epoch] = PastEpoch.Read(ref reader, Ratchets(records, epoch));
        }

        return past;
    }

    private static SortedDictionary<ulong, HistoryEpoch> ReadHistory(Dictionary<string, ReadOnlyMemory<byte>> records)
    {
        var history = new SortedDictionary<ulong, HistoryEpoch>();
        foreach (var (name, bytes) in records.Where(r => r.Key.StartsWith(RecordNames.HistoryPrefix, StringComparison.Ordinal)))
        {
            var epoch = TlsReader.Decode<HistoryEpoch>(bytes.Span);
            history[epoch.Context.Epoch] = epoch;
        }

        return history;
    }

    private static SecretTree Ratchets(Dictionary<string, ReadOnlyMemory<byte>> records, ulong epoch)
    {
        var reader = new TlsReader(Record(records, RecordNames.Tree(epoch)).Span);
        var tree = SecretTree.Read(ref reader);
        var prefix = $"{RecordNames.RatchetPrefix}{epoch}/";
        foreach (var (name, bytes) in records.Where(r => r.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var ratchets = new TlsReader(bytes.Span);
            tree.Restore(RecordNames.LeafOf(name), SenderRatchets.Read(ref ratchets));
        }

        return tree;
    }

    private static ReadOnlyMemory<byte> Record(Dictionary<string, ReadOnlyMemory<byte>> records, string name) =>
        records.TryGetValue(name, out var bytes) ? bytes : throw new MlsException(MlsError.BadState, $"the record {name} is missing");
}
