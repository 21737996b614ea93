namespace FastChat.Server.Transport;

/// <summary>What an operator may set about connections.</summary>
internal sealed record TransportOptions
{
    /// <summary>Open connections in all.</summary>
    public int ConnectionsMax { get; init; } = 20_000;

    /// <summary>Open connections of one address (IPv6: of one /64).</summary>
    public int ConnectionsPerAddressMax { get; init; } = 256;

    /// <summary>From the accepted connection to the end of the TLS handshake. No option of the server: only tests shorten it.</summary>
    public TimeSpan TlsHandshakeTimeout { get; init; } = TransportLimits.TlsHandshakeTimeout;
}
