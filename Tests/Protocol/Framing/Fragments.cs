using System.Buffers;

namespace FastChat.Tests.Protocol.Framing;

/// <summary>Bytes in pieces, as a pipe may hold them.</summary>
internal sealed class Fragments : ReadOnlySequenceSegment<byte>
{
    private Fragments(byte[] bytes, long runningIndex)
    {
        Memory = bytes;
        RunningIndex = runningIndex;
    }

    /// <summary>Pieces of the given size; the last may be shorter.</summary>
    internal static ReadOnlySequence<byte> Of(byte[] bytes, int size) => Of([.. bytes.Chunk(size)]);

    internal static ReadOnlySequence<byte> Of(params byte[][] pieces)
    {
        if (pieces.Length == 0)
            return ReadOnlySequence<byte>.Empty;
        var first = new Fragments(pieces[0], 0);
        var last = first;
        foreach (var piece in pieces.Skip(1))
        {
            var next = new Fragments(piece, last.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
