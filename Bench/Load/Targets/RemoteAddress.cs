using System.Diagnostics.CodeAnalysis;

namespace FastChat.Bench.Load.Targets;

/// <summary>Where a server listens, from `HOST:PORT`, `tcp://`, `tls://`, `ws://` or `wss://`.</summary>
internal sealed record RemoteAddress(TransportKind Transport, string Host, int Port)
{
    private const int DefaultHttpPort = 8080;
    private const int DefaultHttpsPort = 8443;

    /// <summary>Of the WebSocket.</summary>
    public string Path { get; init; } = "/v1/ws";

    public bool IsWebSocket => Transport is TransportKind.Ws or TransportKind.Wss;

    public bool IsTls => Transport is TransportKind.Tls or TransportKind.Wss;

    /// <summary>Where its HTTP API is, unless told otherwise: at the WebSocket, or at the port that it has by default.</summary>
    public Uri Http => new UriBuilder(IsTls ? "https" : "http", Host, IsWebSocket ? Port : IsTls ? DefaultHttpsPort : DefaultHttpPort).Uri;

    public static bool TryParse(string text, [NotNullWhen(true)] out RemoteAddress? address)
    {
        address = null;
        var url = text.Contains("://", StringComparison.Ordinal) ? text : $"tcp://{text}";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Port is < 1 or > 65_535 || uri.Host.Length == 0)
            return false;
        if (!Enum.TryParse<TransportKind>(uri.Scheme, ignoreCase: true, out var transport))
            return false;
        address = new RemoteAddress(transport, uri.IdnHost.Trim('[', ']'), uri.Port);
        if (address.IsWebSocket && uri.AbsolutePath.Length > 1)
            address = address with { Path = uri.PathAndQuery };
        return true;
    }
}
