namespace FastChat.Server.Transport;

/// <summary>What a raw socket lacks (Kestrel's time limits belong to its HTTP layer).</summary>
internal static class TransportLimits
{
    /// <summary>How often all connections are looked at.</summary>
    internal static readonly TimeSpan SweepPeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>From the accepted connection to the end of the TLS handshake.</summary>
    internal static readonly TimeSpan TlsHandshakeTimeout = TimeSpan.FromSeconds(9);

    /// <summary>On a port for HTTP, until the first bytes: as long as HTTP waits for a request.</summary>
    internal const int FirstBytesSeconds = 10;

    /// <summary>What clients are told when the server stops: most stops are restarts.</summary>
    internal static readonly TimeSpan ShutdownRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>A frame that has begun must arrive at <see cref="PartialFrameBytesPerSecondMin"/> after this long.</summary>
    internal const int PartialFrameGraceMs = 5_000;

    /// <summary>Slower than any link that could hold a connection, faster than a slow-loris can afford.</summary>
    internal const int PartialFrameBytesPerSecondMin = 240;

    /// <summary>
    /// How long the peer may take to read the Close frame and hang up, from the first sweep that sees it; then it is cut.
    /// Together with the sweep's period a second: a revoked device has no longer.
    /// </summary>
    internal const int CloseGraceMs = 400;

    /// <summary>
    /// A drain moves about this much from the queue into the pipe, then flushes: as much as Kestrel lets lie before it makes
    /// a writer wait, so a peer that does not read costs this plus its queue.
    /// </summary>
    internal const int DrainBytesMax = 64 * 1024;

    /// <summary>Connections that wait to be accepted.</summary>
    internal const int AcceptBacklog = 512;

    /// <summary>Events taken from epoll at once.</summary>
    internal const int EpollEventsMax = 256;

    /// <summary>Connections that wait for a turn on their loop; beyond, they go to the thread pool.</summary>
    internal const int EpollQueueMax = 64 * 1024;

    /// <summary>Scheduled connections that are drained before the loop looks for events again: about 0.3 ms.</summary>
    internal const int EpollSlice = 64;

    /// <summary>Room for a receive; rented while bytes are handled.</summary>
    internal const int ReceiveBytes = 48 * 1024;

    /// <summary>With less room than this behind a part of a frame, a larger buffer is rented.</summary>
    internal const int ReceiveBytesMin = 16 * 1024;

    /// <summary>What one connection may read without a pause on the thread that it shares with others.</summary>
    internal const int ReadInARowBytesMax = 256 * 1024;

    /// <summary>The smallest buffer of a send; rented until the socket has taken all of it.</summary>
    internal const int SendBytes = 4 * 1024;

    /// <summary>Threads that wait for sockets: handling a frame costs a fraction of storing it.</summary>
    internal static readonly int EpollLoops = Math.Clamp(Environment.ProcessorCount / 2, 1, 8);

    /// <summary>A WebSocket's opening handshake that is not left to HTTP; a browser's has some hundred bytes.</summary>
    internal const int HandshakeBytesMax = 4 * 1024;

    /// <summary>Headers of a request, whoever reads it.</summary>
    internal const int HeadersMax = 64;

    /// <summary>The first buffer of a WebSocket read; grows up to a frame while one is incomplete.</summary>
    internal const int WebSocketReadBytes = 4 * 1024;
}
