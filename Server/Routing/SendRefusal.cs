using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing;

/// <summary>Tells a device that a send was refused, and which number is expected next.</summary>
internal static class SendRefusal
{
    /// <summary>Refuses all of a send, of which nothing was read yet; the refusal names its first entry.</summary>
    public static void SendAll(DeviceLink link, SendReader send, Code code, string message, long retryAfterMs = 0)
    {
        send.TryRead(out var first);
        Send(link, send.Conversation, send.FirstSendNumber, send.FirstSendNumber, first.MessageId, code, message, retryAfterMs);
    }

    public static void Send(
        DeviceLink link,
        ConversationId conversation,
        ulong number,
        ulong expected,
        ulong messageId,
        Code code,
        string message,
        long retryAfterMs = 0)
    {
        var retryAfter = code is Code.Busy or Code.TooManyInFlight
            ? RoutingLimits.BusyRetryAfter
            : TimeSpan.FromMilliseconds(Math.Min(retryAfterMs, uint.MaxValue));
        var frame = FrameEncoder.Encode(new ServerFrame
        {
            SendRefused = new SendRefused
            {
                ConversationId = conversation.ToByteString(),
                SendNumber = number,
                Expected = expected,
                MessageId = messageId,
                Code = code,
                Message = message,
                RetryAfterMs = (uint)retryAfter.TotalMilliseconds,
            },
        });
        link.Outbound.EnqueueResponse(frame);
        frame.Release();
    }
}
