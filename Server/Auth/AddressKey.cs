using System.Net;

namespace FastChat.Server.Auth;

/// <summary>
/// What counts as one address for a limit: an IPv4 address, or an IPv6 /64 (what one customer gets). Keyed by the
/// process's random hash seed, so nobody can choose addresses that collide.
/// </summary>
internal static class AddressKey
{
    private const int Ipv6PrefixBytes = 8;

    public static int Of(IPAddress? address)
    {
        if (address is null) return 0;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var hash = default(HashCode);
        hash.AddBytes(bytes[..(length == bytes.Length ? Ipv6PrefixBytes : length)]);
        return hash.ToHashCode();
    }
}
