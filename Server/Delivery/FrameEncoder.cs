using FastChat.Protocol;
using FastChat.Protocol.Framing;

namespace FastChat.Server.Delivery;

/// <summary>Turns messages that are not encoded by hand into frames.</summary>
internal static class FrameEncoder
{
    /// <summary>Shared by all connections; its one reference is never released.</summary>
    internal static readonly SharedFrame Lagging = Encode(new ServerFrame { Lagging = new Lagging() });

    /// <summary>A whole frame, held by the caller.</summary>
    internal static SharedFrame Encode(ServerFrame message)
    {
        var frame = SharedFrame.Rent(FrameWriter.Size(message));
        frame.SetContent(0, FrameWriter.Write(frame.Buffer, message));
        return frame;
    }

    /// <summary>The last frame of a connection.</summary>
    internal static SharedFrame EncodeClose(Code code, string message, TimeSpan? retryAfter) => Encode(new ServerFrame
    {
        Close = new Close { Code = code, Message = message, RetryAfterMs = RetryAfterMs(retryAfter) },
    });

    /// <summary>At least 1 where an advice was given: 0 means none.</summary>
    internal static uint RetryAfterMs(TimeSpan? retryAfter) =>
        retryAfter is { } delay ? (uint)Math.Clamp(Math.Ceiling(delay.TotalMilliseconds), 1, uint.MaxValue) : 0;
}
