using FastChat.Protocol.Codec;
using Google.Protobuf;

namespace FastChat.Protocol.Framing;

/// <summary>Writes a length prefix and a message in one go: the counterpart of <see cref="FrameReader"/>.</summary>
public static class FrameWriter
{
    /// <summary>Bytes of the whole frame.</summary>
    public static int Size(IMessage message)
    {
        var content = message.CalculateSize();
        return VarintCodec.Size((ulong)content) + content;
    }

    /// <summary>Writes the whole frame; <paramref name="destination"/> must hold <see cref="Size"/> bytes. Returns its length.</summary>
    public static int Write(Span<byte> destination, IMessage message)
    {
        var content = message.CalculateSize();
        var prefix = VarintCodec.Write(destination, (ulong)content);
        message.WriteTo(destination.Slice(prefix, content));
        return prefix + content;
    }

    /// <summary>The whole frame in a fresh array, where a copy more does not matter.</summary>
    public static byte[] ToArray(IMessage message)
    {
        var frame = new byte[Size(message)];
        Write(frame, message);
        return frame;
    }
}
