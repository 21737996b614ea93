using System.Net;
using System.Runtime.InteropServices;
using FastChat.Server.Concurrency;

namespace FastChat.Server.Transport;

/// <summary>
/// Counts open connections, in all and per address; Kestrel's own limit counts each end point by itself. An IPv6 customer
/// has a /64, so that is what counts as one address. Thread-safe; holds one small entry per connected address.
/// </summary>
internal sealed class ConnectionLimits(Live<TransportOptions> options, IAddressGate? gate = null, int perAddressFactor = 1)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, int> _perAddress = [];
    private int _count;

    internal int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <summary>Takes a place; false when there is none. <paramref name="key"/> gives it back.</summary>
    internal bool TryEnter(EndPoint? remote, out UInt128 key)
    {
        key = KeyOf(remote);
        if (IsBanned(remote))
            return false;
        lock (_lock)
        {
            if (_count >= options.Value.ConnectionsMax)
                return false;
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_perAddress, key, out _);
            if (count >= (long)options.Value.ConnectionsPerAddressMax * perAddressFactor)
                return false;
            count++;
            _count++;
            return true;
        }
    }

    /// <summary>Whether that is why there is no place.</summary>
    internal bool IsBanned(EndPoint? remote) => gate is not null && remote is IPEndPoint address && gate.IsBanned(address.Address);

    internal void Leave(UInt128 key)
    {
        lock (_lock)
        {
            _count--;
            ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_perAddress, key);
            if (--count == 0)
                _perAddress.Remove(key);
        }
    }

    private static UInt128 KeyOf(EndPoint? remote)
    {
        const int NetworkBytes = 8;
        if (remote is not IPEndPoint { Address: var address })
            return UInt128.Zero;
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        if (!address.IsIPv4MappedToIPv6 && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
            bytes[NetworkBytes..].Clear();
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
