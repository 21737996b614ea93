using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace FastChat.Bench.Load.Targets;

/// <summary>Where a server that runs already listens, from `HOST:PORT`.</summary>
internal sealed record RemoteAddress(string Host, int Port)
{
    public DnsEndPoint EndPoint => new(Host, Port);

    public static bool TryParse(string text, [NotNullWhen(true)] out RemoteAddress? address)
    {
        address = null;
        if (text.LastIndexOf(':') is not (> 0 and var colon))
            return false;
        if (!int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65_535)
            return false;
        address = new RemoteAddress(text[..colon].Trim('[', ']'), port);
        return true;
    }
}
