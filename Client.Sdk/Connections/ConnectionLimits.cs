namespace FastChat.Client.Connections;

/// <summary>Every limit of a connection, with its unit and reason.</summary>
internal static class ConnectionLimits
{
    /// <summary>Events read but not yet stored; a full queue stops reading, and the server tells us that we lag.</summary>
    public const int EventFramesMax = 256;

    /// <summary>Frames that wait to be written; callers wait in their own await.</summary>
    public const int OutgoingFramesMax = 64;

    /// <summary>One write to the stream.</summary>
    public const int WriteBytes = 64 * 1024;

    /// <summary>Opening a stream, and waiting for Welcome.</summary>
    public const int ConnectTimeoutSeconds = 15;

    /// <summary>After a write failed: for the server's last word, which may still be on its way.</summary>
    public const int LastWordMilliseconds = 200;

    /// <summary>Until Welcome tells another.</summary>
    public const int KeepAliveSeconds = 30;

    /// <summary>The shortest and the longest wait before another attempt.</summary>
    public const int BackoffMillisecondsMin = 200;
    public const int BackoffMillisecondsMax = 30_000;
}
