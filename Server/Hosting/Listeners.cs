using System.Net;
using FastChat.Server.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FastChat.Server.Hosting;

/// <summary>The bound end points. Kestrel replaces port 0 by the real one when it binds; set before, read after the start.</summary>
internal sealed class Listeners : IListeningPorts
{
    public ListenOptions? Tcp { get; set; }

    public ListenOptions? Tls { get; set; }

    public ListenOptions? Http { get; set; }

    public ListenOptions? Https { get; set; }

    public ListenOptions? Admin { get; set; }

    public int? TcpPort => Tcp?.IPEndPoint?.Port;

    public int? TlsPort => Tls?.IPEndPoint?.Port;

    /// <summary>An address that works on this machine, also when the listener is bound to all addresses.</summary>
    public static Uri? AddressOf(ListenOptions? listener, string scheme)
    {
        if (listener?.IPEndPoint is not { } end) return null;
        var address = end.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : end.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : end.Address;
        return new Uri($"{scheme}://{new IPEndPoint(address, end.Port)}");
    }
}
