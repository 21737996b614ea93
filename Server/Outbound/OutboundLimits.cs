namespace FastChat.Server.Outbound;

/// <summary>Every limit of what the server calls by itself.</summary>
internal static class OutboundLimits
{
    /// <summary>Bytes of an address.</summary>
    public const int AddressBytesMax = 1_024;

    /// <summary>Connections to one server; over HTTP/2 each carries many requests.</summary>
    public const int ConnectionsPerServerMax = 8;

    /// <summary>KiB of an answer's headers.</summary>
    public const int AnswerHeadersKiBMax = 16;

    /// <summary>Bytes of an answer that are looked at.</summary>
    public const int AnswerBytesMax = 8 * 1024;

    /// <summary>Servers that asked to be left alone, which are remembered.</summary>
    public const int PausesMax = 1_024;

    /// <summary>One request, answer included.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Connections are made anew so often, so that a moved server is found again.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan ConnectionIdle = TimeSpan.FromMinutes(2);

    /// <summary>The longest time that a server may ask to be left alone.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(24);
}
