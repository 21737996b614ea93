using System.Buffers;
using FastChat.Protocol;
using FastChat.Protocol.Framing;
using FastChat.Tests.Protocol.Codec;
using Google.Protobuf;

namespace FastChat.Tests.Protocol.Framing;

internal sealed class FrameReaderTests
{
    [Test]
    public void Frames_come_out_whole_at_every_fragmentation()
    {
        var stream = Stream(0, 1, 5, 127, 128, 300);
        for (var size = 1; size <= stream.Length; size++)
        {
            var buffer = Fragments.Of(stream, size);
            Assert.That(ReadAll(ref buffer).Select(frame => frame.Length), Is.EqualTo(new[] { 0, 1, 5, 127, 128, 300 }));
            Assert.That(buffer.IsEmpty);
        }
    }

    [Test]
    public void Frames_come_out_whole_when_cut_at_any_two_places()
    {
        var stream = Stream(3, 130, 0, 2);
        for (var first = 0; first <= stream.Length; first++)
        {
            for (var second = first; second <= stream.Length; second++)
            {
                var buffer = Fragments.Of(stream[..first], stream[first..second], stream[second..]);
                Assert.That(ReadAll(ref buffer).Select(frame => frame.Length), Is.EqualTo(new[] { 3, 130, 0, 2 }));
            }
        }
    }

    [Test]
    public void A_truncated_frame_waits_and_consumes_nothing()
    {
        var stream = Stream(200);
        for (var length = 0; length < stream.Length; length++)
        {
            var sequence = Fragments.Of(stream[..length], 7);
            Assert.That(FrameReader.TryRead(ref sequence, 1_000, out _), Is.EqualTo(FrameStatus.NeedMore));
            Assert.That(sequence.Length, Is.EqualTo(length));
            ReadOnlySpan<byte> span = stream.AsSpan(0, length);
            Assert.That(FrameReader.TryRead(ref span, 1_000, out _), Is.EqualTo(FrameStatus.NeedMore));
        }
    }

    [TestCase(4_096, 4_096, FrameStatus.NeedMore)]
    [TestCase(4_097, 4_096, FrameStatus.TooLarge)]
    [TestCase(int.MaxValue, 4_096, FrameStatus.TooLarge)]
    public void A_length_above_the_limit_is_refused_before_its_bytes_arrive(int length, int limit, FrameStatus expected)
    {
        var prefix = new byte[FrameReader.PrefixBytesMax];
        using var output = new CodedOutputStream(prefix);
        output.WriteLength(length);
        output.Flush();
        var buffer = new ReadOnlySequence<byte>(prefix, 0, (int)output.Position);
        Assert.That(FrameReader.TryRead(ref buffer, limit, out _), Is.EqualTo(expected));
    }

    [Test]
    public void An_oversized_length_is_refused_as_soon_as_its_bits_tell()
    {
        var buffer = new ReadOnlySequence<byte>([0xFF, 0xFF]);
        Assert.That(FrameReader.TryRead(ref buffer, 4_096, out _), Is.EqualTo(FrameStatus.TooLarge));
    }

    [Test]
    public void A_prefix_that_does_not_end_is_malformed()
    {
        var buffer = Fragments.Of([0x80, 0x80, 0x80, 0x80, 0x80], 2);
        Assert.That(FrameReader.TryRead(ref buffer, 4_096, out _), Is.EqualTo(FrameStatus.Malformed));
    }

    [Test]
    public void A_length_in_more_bytes_than_needed_is_read()
    {
        var buffer = Fragments.Of([0x81, 0x80, 0x80, 0x00, 0x2A], 1);
        Assert.That(FrameReader.TryRead(ref buffer, 4_096, out var frame), Is.EqualTo(FrameStatus.Frame));
        Assert.That(frame.ToArray(), Is.EqualTo(new byte[] { 0x2A }));
    }

    [Test]
    public void Garbage_never_throws_and_never_yields_more_than_the_limit()
    {
        var random = new RandomMessages(21);
        for (var round = 0; round < 5_000; round++)
        {
            var buffer = Fragments.Of(random.Bytes(64).ToByteArray(), 1 + random.Next(9));
            while (FrameReader.TryRead(ref buffer, 20, out var frame) == FrameStatus.Frame)
                Assert.That(frame.Length, Is.LessThanOrEqualTo(20));
        }
    }

    [Test]
    public void What_the_writer_wrote_the_stock_parser_reads()
    {
        var ping = new ClientFrame { RequestId = 7, Ping = new Ping { Nonce = 42 } };
        var bytes = FrameWriter.ToArray(ping);
        Assert.That(ClientFrame.Parser.ParseDelimitedFrom(new MemoryStream(bytes)), Is.EqualTo(ping));
        Assert.That(bytes, Has.Length.EqualTo(FrameWriter.Size(ping)));
    }

    // The contents are no messages: framing does not look inside.
    private static byte[] Stream(params int[] lengths)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        foreach (var length in lengths)
            output.WriteBytes(ByteString.CopyFrom([.. Enumerable.Range(length, length).Select(i => (byte)i)]));
        output.Flush();
        return stream.ToArray();
    }

    private static List<byte[]> ReadAll(ref ReadOnlySequence<byte> buffer)
    {
        var frames = new List<byte[]>();
        while (FrameReader.TryRead(ref buffer, 1_000, out var frame) == FrameStatus.Frame)
            frames.Add(frame.ToArray());
        return frames;
    }
}
