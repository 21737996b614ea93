using System.Buffers;

namespace FastChat.Bench.Micro;

/// <summary>A segment of a sequence, as a pipe makes them.</summary>
internal sealed class ByteSegment : ReadOnlySequenceSegment<byte>
{
    private ByteSegment(ReadOnlyMemory<byte> bytes, long before)
    {
        Memory = bytes;
        RunningIndex = before;
    }

    public static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> bytes, int segmentBytes)
    {
        var first = new ByteSegment(bytes[..Math.Min(segmentBytes, bytes.Length)], 0);
        var last = first;
        for (var at = segmentBytes; at < bytes.Length; at += segmentBytes)
        {
            var next = new ByteSegment(bytes[at..Math.Min(at + segmentBytes, bytes.Length)], at);
            last.Next = next;
            last = next;
        }
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
