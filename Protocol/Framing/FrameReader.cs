using System.Buffers;

namespace FastChat.Protocol.Framing;

/// <summary>
/// Cuts a byte stream into frames: an unsigned varint length, then that many bytes. Stateless and free of allocation; the
/// length is judged before a byte of the content is waited for, so a hostile length costs nothing.
/// </summary>
public static class FrameReader
{
    /// <summary>A prefix of five bytes can say 2³⁵ − 1; more bytes are never needed, so they are a violation.</summary>
    public const int PrefixBytesMax = 5;

    /// <summary>
    /// Reads the next frame and advances <paramref name="buffer"/> past it. On any other status than
    /// <see cref="FrameStatus.Frame"/> the buffer is left as it was.
    /// </summary>
    public static FrameStatus TryRead(
        ref ReadOnlySequence<byte> buffer,
        int frameBytesMax,
        out ReadOnlySequence<byte> frame)
    {
        frame = default;
        var status = ReadPrefix(in buffer, frameBytesMax, out var prefixBytes, out var frameBytes);
        if (status != FrameStatus.Frame)
            return status;
        if (buffer.Length - prefixBytes < frameBytes)
            return FrameStatus.NeedMore;

        frame = buffer.Slice(prefixBytes, frameBytes);
        buffer = buffer.Slice(frame.End);
        return FrameStatus.Frame;
    }

    /// <summary>The same over contiguous bytes.</summary>
    public static FrameStatus TryRead(
        ref ReadOnlySpan<byte> buffer,
        int frameBytesMax,
        out ReadOnlySpan<byte> frame)
    {
        frame = default;
        var status = ParsePrefix(buffer, frameBytesMax, out var prefixBytes, out var frameBytes);
        if (status != FrameStatus.Frame)
            return status;
        if (buffer.Length - prefixBytes < frameBytes)
            return FrameStatus.NeedMore;

        frame = buffer.Slice(prefixBytes, frameBytes);
        buffer = buffer[(prefixBytes + frameBytes)..];
        return FrameStatus.Frame;
    }

    private static FrameStatus ReadPrefix(
        in ReadOnlySequence<byte> buffer,
        int frameBytesMax,
        out int prefixBytes,
        out int frameBytes)
    {
        var first = buffer.FirstSpan;
        if (buffer.IsSingleSegment || first.Length >= PrefixBytesMax)
            return ParsePrefix(first, frameBytesMax, out prefixBytes, out frameBytes);

        Span<byte> prefix = stackalloc byte[PrefixBytesMax];
        var length = (int)Math.Min(buffer.Length, PrefixBytesMax);
        buffer.Slice(0, length).CopyTo(prefix);
        return ParsePrefix(prefix[..length], frameBytesMax, out prefixBytes, out frameBytes);
    }

    private static FrameStatus ParsePrefix(
        ReadOnlySpan<byte> bytes,
        int frameBytesMax,
        out int prefixBytes,
        out int frameBytes)
    {
        var length = 0L;
        frameBytes = 0;
        for (prefixBytes = 0; prefixBytes < bytes.Length;)
        {
            var next = bytes[prefixBytes];
            length |= (long)(next & 0x7F) << (7 * prefixBytes);
            prefixBytes++;

            // Judged on the bits seen so far: the bits to come only make it larger.
            if (length > frameBytesMax)
                return FrameStatus.TooLarge;
            if (next < 0x80)
            {
                frameBytes = (int)length;
                return FrameStatus.Frame;
            }

            if (prefixBytes == PrefixBytesMax)
                return FrameStatus.Malformed;
        }

        return FrameStatus.NeedMore;
    }
}
