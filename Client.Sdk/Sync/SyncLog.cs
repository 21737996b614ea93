using FastChat.Protocol.Identifiers;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Sync;

/// <summary>What the client logs about itself: ids, counts and codes, never content.</summary>
internal static partial class SyncLog
{
    [LoggerMessage(5001, LogLevel.Information, "Connected to {Endpoint}.")]
    public static partial void Connected(ILogger logger, string endpoint);

    [LoggerMessage(5002, LogLevel.Information, "Disconnected with code {Code}: {Reason}")]
    public static partial void Disconnected(ILogger logger, ErrorCode code, string reason);

    [LoggerMessage(5003, LogLevel.Debug, "No connection to {Endpoint}.")]
    public static partial void EndpointFailed(ILogger logger, Exception exception, string endpoint);

    [LoggerMessage(5004, LogLevel.Information, "The log of {Conversation} is searched for own messages that this store does not know of.")]
    public static partial void Reconciling(ILogger logger, ConversationId conversation);

    [LoggerMessage(5005, LogLevel.Warning, "A task of the connection failed; the connection is made anew.")]
    public static partial void TaskFailed(ILogger logger, Exception exception);

    [LoggerMessage(5006, LogLevel.Debug, "A request of the engine was refused with code {Code}.")]
    public static partial void RequestRefused(ILogger logger, ErrorCode code);
}
