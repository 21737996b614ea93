using FastChat.Server.Diagnostics;

namespace FastChat.Server.Transport;

/// <summary>What transport logs.</summary>
internal static partial class TransportLog
{
    [LoggerMessage(EventIds.Transport + 0, LogLevel.Error, "Looking at a connection's deadlines failed")]
    internal static partial void CheckFailed(ILogger log, Exception exception);

    [LoggerMessage(EventIds.Transport + 1, LogLevel.Error, "Handling an event of a socket failed")]
    internal static partial void EventFailed(ILogger log, Exception exception);
}
