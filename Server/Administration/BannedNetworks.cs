using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Net;
using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>The bans at one moment, by network: a look-up for each length of prefix that occurs. Immutable.</summary>
internal sealed class BannedNetworks
{
    private readonly FrozenDictionary<(UInt128 Network, int Length), long> _until;
    private readonly int[] _lengths;

    public BannedNetworks(IEnumerable<BanRecord> bans)
    {
        var until = new Dictionary<(UInt128, int), long>();
        foreach (var ban in bans)
        {
            if (!IPNetwork.TryParse(ban.Network, out var network)) continue;
            var length = network.PrefixLength + (network.BaseAddress.GetAddressBytes().Length == 4 ? 96 : 0);
            var key = (Masked(Number(network.BaseAddress), length), length);
            until[key] = Math.Max(until.GetValueOrDefault(key), ban.UntilMs);
        }

        _until = until.ToFrozenDictionary();
        _lengths = [.. _until.Keys.Select(key => key.Length).Distinct()];
    }

    public bool Holds(IPAddress address, long nowMs)
    {
        if (_lengths.Length == 0) return false;
        var number = Number(address);
        foreach (var length in _lengths)
        {
            if (_until.TryGetValue((Masked(number, length), length), out var until) && until > nowMs) return true;
        }

        return false;
    }

    /// <summary>IPv4 addresses in their place among those of IPv6.</summary>
    private static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static UInt128 Masked(UInt128 number, int length) => length == 0 ? 0 : number & (UInt128.MaxValue << (128 - length));
}
