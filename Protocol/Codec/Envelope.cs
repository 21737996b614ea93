using System.Buffers;

namespace FastChat.Protocol.Codec;

/// <summary>
/// Looks into a `ClientFrame` or `ServerFrame` without parsing what it carries. It knows the one form that every
/// runtime writes (request_id first if at all, then a single body); anything else is left to a full parser.
/// </summary>
public static class Envelope
{
    /// <summary>
    /// Finds the number and the bytes of the frame's body; false if the frame does not have the plain form. Works for both
    /// directions: the numbers are those of <see cref="ClientFrame.RequestOneofCase"/> or <see cref="ServerFrame.BodyOneofCase"/>.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out uint requestId, out int field, out ReadOnlySpan<byte> body)
    {
        (requestId, field) = (0, 0);
        body = default;
        var reader = new WireReader(frame);
        if (!reader.TryReadTag(out var tag))
            return false;
        if (tag == WireTag.FrameRequestId)
        {
            if (!reader.TryReadVarint(out var id) || !reader.TryReadTag(out tag))
                return false;
            requestId = (uint)id;
        }

        field = (int)(tag >> 3);
        return (tag & 7) == WireTag.Length && field > 1 && reader.TryReadBytes(out body) && reader.IsAtEnd;
    }

    /// <summary>
    /// Whether the frame is a `Send` in the plain form; its content then lies in the frame. Reads only the first bytes, so
    /// the frame may be in pieces.
    /// </summary>
    public static bool TryReadSend(in ReadOnlySequence<byte> frame, out ReadOnlySequence<byte> send)
    {
        const int HeaderBytesMax = 1 + 5 + 1 + 5;
        Span<byte> copy = stackalloc byte[HeaderBytesMax];
        scoped var start = frame.FirstSpan;
        if (start.Length < HeaderBytesMax && !frame.IsSingleSegment)
        {
            var length = (int)Math.Min(frame.Length, HeaderBytesMax);
            frame.Slice(0, length).CopyTo(copy);
            start = copy[..length];
        }

        send = default;
        var reader = new WireReader(start);
        if (!reader.TryReadTag(out var tag))
            return false;
        if (tag == WireTag.FrameRequestId && !(reader.TryReadVarint(out _) && reader.TryReadTag(out tag)))
            return false;
        if (tag != WireTag.ClientFrameSend || !reader.TryReadVarint(out var bytes))
            return false;
        var header = start.Length - reader.Remaining;
        if ((ulong)(frame.Length - header) != bytes)
            return false;
        send = frame.Slice(header);
        return true;
    }
}
