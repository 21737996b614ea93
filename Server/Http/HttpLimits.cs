using FastChat.Server.Transport;

namespace FastChat.Server.Http;

/// <summary>The limits of the HTTP API that an operator does not change.</summary>
internal static class HttpLimits
{
    /// <summary>A JSON body. The largest is a registration with every text at its limit in escapes.</summary>
    public const int JsonBytesMax = 16 * 1024;

    /// <summary>The deepest answer is the list of a bot's tokens with the scopes of each.</summary>
    public const int JsonDepthMax = 6;

    /// <summary>As long as a TCP connection has for its Hello.</summary>
    public const int RequestHeadersSeconds = 10;

    /// <summary>Before a connection's first request, and between requests.</summary>
    public const int KeepAliveSeconds = TransportLimits.FirstBytesSeconds;

    /// <summary>Accounts of one seeding request.</summary>
    public const int SeedAccountsMax = 100_000;
}
