using System.Net;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Server.Transport;
using FastChat.Storage;
using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>
/// Addresses that may not connect, over any transport. What is stored lies in memory as one immutable set, which is replaced after
/// each change; reading takes no lock.
/// </summary>
internal sealed class AddressBans : IAddressGate
{
    private readonly ChatDatabase _database;
    private readonly ServerRecords _records;
    private readonly IIdSource _ids;
    private readonly ConnectionSweep _connections;
    private readonly TimeProvider _time;

    // Written after commits, read by any thread.
    private volatile BannedNetworks _networks;

    public AddressBans(ChatDatabase database, ServerRecords records, ConnectionSweep connections, IIdSource ids, TimeProvider time)
    {
        (_database, _records, _connections, _ids, _time) = (database, records, connections, ids, time);
        _networks = Load();
    }

    public bool IsBanned(IPAddress? address) => address is not null && _networks.Holds(address, Now());

    public IReadOnlyList<(BanId Id, BanRecord Record)> ReadAll() =>
        _database.Administration.Bans.ReadAfter(BanId.None, AdministrationLimits.BansMax);

    /// <summary>Keeps an address or a network out.</summary>
    public async Task<(BanId Id, BanRecord Record)> AddAsync(string network, long untilMs, string reason, string actor)
    {
        var id = _ids.NewId<BanId>();
        var record = new BanRecord(Canonical(network), Now(), untilMs, reason, actor);
        await _records.RunAsync(batch =>
        {
            // Those that are over make room.
            var all = ReadAll();
            foreach (var (over, _) in all.Where(ban => ban.Record.UntilMs <= Now())) _database.Administration.Bans.Delete(batch, over);
            if (all.Count(ban => ban.Record.UntilMs > Now()) >= AdministrationLimits.BansMax)
                throw new RefusalException(Code.LimitReached, $"At most {AdministrationLimits.BansMax} bans.");
            _database.Administration.Bans.Put(batch, id, record);
        });
        _networks = Load();
        _connections.CloseBanned(this);
        return (id, record);
    }

    public async Task LiftAsync(BanId id)
    {
        await _records.RunAsync(batch =>
        {
            if (_database.Administration.Bans.Read(id) is null) throw new RefusalException(Code.NotFound, "There is no such ban.");
            _database.Administration.Bans.Delete(batch, id);
        });
        _networks = Load();
    }

    private BannedNetworks Load() => new(ReadAll().Select(ban => ban.Record));

    private static string Canonical(string text)
    {
        if (IPAddress.TryParse(text, out var single))
        {
            if (single.IsIPv4MappedToIPv6) single = single.MapToIPv4();
            return new IPNetwork(single, single.GetAddressBytes().Length * 8).ToString();
        }

        return IPNetwork.TryParse(text, out var network)
            ? network.ToString()
            : throw new RefusalException(Code.Malformed, "network is an address or a network such as 203.0.113.0/24, whose other bits are zero.");
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
