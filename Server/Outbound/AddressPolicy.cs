using System.Net;
using System.Net.Sockets;

namespace FastChat.Server.Outbound;

/// <summary>
/// Where the server lets itself be sent by others (SSRF): https, and public addresses only unless the operator says otherwise.
/// An address is judged as text when it is given, and again as an IP address whenever it is connected to. Thread-safe.
/// </summary>
internal sealed class AddressPolicy(OutboundSettings settings)
{
    private static readonly IPNetwork[] Private = Networks(
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");

    /// <summary>The rest of IANA's special-purpose registries: no host that anybody means. Link-local holds the metadata services of clouds.</summary>
    private static readonly IPNetwork[] Never = Networks(
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "3fff::/20");

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Whether the server may connect to it.</summary>
    public bool Allows(IPAddress address)
    {
        address = Meant(address);
        if (IPAddress.IsLoopback(address)) return settings.LoopbackAllowed;
        if (Array.Exists(Private, network => network.Contains(address))) return settings.PrivateAllowed;
        if (Array.Exists(Never, network => network.Contains(address))) return false;
        return address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address);
    }

    /// <summary>Reads an address that somebody gave; null: the server does not call that.</summary>
    public Uri? Read(string text)
    {
        if (text.Length > OutboundLimits.AddressBytesMax
            || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Scheme != Uri.UriSchemeHttps
            || uri.UserInfo.Length > 0
            || uri.Fragment.Length > 0
            || uri.Host.Length == 0
            || text.Any(c => c is < '!' or > '~'))
        {
            return null;
        }

        var isLoopbackName = uri.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || uri.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        if (isLoopbackName && !settings.LoopbackAllowed) return null;
        return IPAddress.TryParse(uri.IdnHost, out var address) && !Allows(address) ? null : uri;
    }

    /// <summary>The IPv4 address that an IPv6 address stands for, or itself.</summary>
    private static IPAddress Meant(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (Nat64.Contains(address)) return new IPAddress(address.GetAddressBytes().AsSpan(12, 4));
        if (SixToFour.Contains(address)) return new IPAddress(address.GetAddressBytes().AsSpan(2, 4));
        return address.ScopeId == 0 ? address : new IPAddress(address.GetAddressBytes());
    }

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
