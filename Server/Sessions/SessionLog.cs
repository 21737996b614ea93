using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Diagnostics;

namespace FastChat.Server.Sessions;

/// <summary>What sessions log: who and why, never a token or a content.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(EventIds.Sessions + 0, LogLevel.Debug, "Session {Session} of device {Device} is open")]
    internal static partial void Opened(ILogger log, long session, DeviceId device);

    [LoggerMessage(EventIds.Sessions + 1, LogLevel.Debug, "Connection closed with {Code}: {Reason}")]
    internal static partial void Closing(ILogger log, Code code, string reason);

    [LoggerMessage(EventIds.Sessions + 2, LogLevel.Error, "A frame of device {Device} made the server fail")]
    internal static partial void Failed(ILogger log, DeviceId device, Exception exception);
}
