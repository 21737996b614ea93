using System.Buffers;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Server.Routing;

namespace FastChat.Server.Handlers;

/// <summary>Refuses sends that come too fast, before anything of them is looked at: the sender is told the number and when to go on.</summary>
internal static class SendThrottle
{
    public static void Refuse(Caller caller, in ReadOnlySequence<byte> send, TimeSpan retryAfter)
    {
        var bytes = send.IsSingleSegment ? send.FirstSpan : send.ToArray();
        if (SendReader.TryOpen(bytes, out var reader) != SendStatus.Readable)
        {
            caller.Link.Outbound.Close(Code.CloseProtocolViolation, "A Send cannot be read.");
            return;
        }

        SendRefusal.SendAll(caller.Link, reader, Code.RateLimited, "Too many messages.", (long)retryAfter.TotalMilliseconds);
    }
}
