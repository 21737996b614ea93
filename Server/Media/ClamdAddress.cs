using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FastChat.Server.Media;

/// <summary>Where clamd listens: `tcp://HOST:PORT`, or `unix:` and the path of its socket.</summary>
internal sealed record ClamdAddress(EndPoint EndPoint)
{
    private const string Unix = "unix:";
    private const string Tcp = "tcp://";

    public static ClamdAddress? Parse(string text)
    {
        if (text.StartsWith(Unix, StringComparison.Ordinal) && Path.IsPathFullyQualified(text[Unix.Length..]))
            return new ClamdAddress(new UnixDomainSocketEndPoint(text[Unix.Length..]));
        if (!text.StartsWith(Tcp, StringComparison.Ordinal)) return null;
        var colon = text.LastIndexOf(':');
        return colon > Tcp.Length && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new ClamdAddress(new DnsEndPoint(text[Tcp.Length..colon].Trim('[', ']'), port))
            : null;
    }

    public Socket NewSocket() => EndPoint is UnixDomainSocketEndPoint
        ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
