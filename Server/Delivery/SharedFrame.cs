using System.Diagnostics;

namespace FastChat.Server.Delivery;

/// <summary>
/// The bytes of one or more whole frames, encoded once and shared by every connection that they go to. Reference-counted:
/// the renter holds the first reference, each queue takes its own, and the last release gives the buffer back to
/// <see cref="FramePool"/>.
/// </summary>
/// <remarks>
/// Written by the renter before the first enqueue, read-only afterwards; the queue's lock publishes the content to the
/// thread that sends it. Nobody touches a frame after releasing his reference.
/// </remarks>
internal sealed class SharedFrame
{
    private readonly byte[] _buffer;
    private int _start;
    private int _length;
    private int _references;

    internal SharedFrame(byte[] buffer) => _buffer = buffer;

    /// <summary>The whole buffer; writable until the frame is first enqueued.</summary>
    internal Span<byte> Buffer => _buffer;

    /// <summary>What <see cref="SetContent"/> named: whole frames with their prefixes.</summary>
    internal ReadOnlyMemory<byte> Memory => new(_buffer, _start, _length);

    internal ReadOnlySpan<byte> Span => new(_buffer, _start, _length);

    internal int Length => _length;

    /// <summary>A frame with at least that much room, held by the caller.</summary>
    internal static SharedFrame Rent(int bytesMin)
    {
        var frame = FramePool.Take(bytesMin);
        frame._start = 0;
        frame._length = 0;
        frame._references = 1;
        return frame;
    }

    /// <summary>Says which part of the buffer is sent.</summary>
    internal void SetContent(int start, int length)
    {
        Debug.Assert(start >= 0 && length >= 0 && start + length <= _buffer.Length);
        _start = start;
        _length = length;
    }

    internal void AddReferences(int count)
    {
        var references = Interlocked.Add(ref _references, count);
        Debug.Assert(references > count, "A reference was added to a frame that nobody holds.");
    }

    internal void Release()
    {
        var references = Interlocked.Decrement(ref _references);
        Debug.Assert(references >= 0, "A frame was released more often than it was held.");
        if (references == 0)
            FramePool.Return(this);
    }
}
