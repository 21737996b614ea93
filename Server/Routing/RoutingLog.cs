using FastChat.Server.Diagnostics;

namespace FastChat.Server.Routing;

/// <summary>The log lines of the routing stage.</summary>
internal static partial class RoutingLog
{
    [LoggerMessage(
        EventId = EventIds.Routing + 0,
        Level = LogLevel.Critical,
        Message = "A shard loop writes and acks nothing any more until the server is restarted")]
    public static partial void LoopFailed(ILogger log, Exception exception);
}
