using System.Buffers;
using BenchmarkDotNet.Attributes;
using FastChat.Protocol;
using FastChat.Protocol.Framing;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Micro;

/// <summary>Cutting 64 frames of one message each out of the segments that a socket's pipe has.</summary>
public class FramingBenchmarks
{
    private const int Frames = 64;
    private const int SegmentBytes = 4 * 1024;
    private ReadOnlySequence<byte> _received;

    [GlobalSetup]
    public void SetUp()
    {
        var frame = FrameWriter.ToArray(new ClientFrame { Send = MicroMessages.Send(new ConversationId(1), 1) });
        var bytes = Enumerable.Repeat(frame, Frames).SelectMany(f => f).ToArray();
        _received = ByteSegment.Cut(bytes, SegmentBytes);
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public long Read()
    {
        var rest = _received;
        var bytes = 0L;
        while (FrameReader.TryRead(ref rest, ProtocolLimits.ClientFrameBytesMax, out var frame) == FrameStatus.Frame)
            bytes += frame.Length;
        return bytes;
    }
}
