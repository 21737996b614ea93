using System.Buffers;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Framing;
using FastChat.Server.Delivery;
using Google.Protobuf;

namespace FastChat.Tests.Protocol.Codec;

/// <summary>The way of a message through framing, codec and queue allocates nothing once it is warm.</summary>
[NonParallelizable]
internal sealed class AllocationTests
{
    [Test]
    public void Framing_reading_a_send_writing_its_block_and_queueing_it_allocate_nothing()
    {
        var send = new Send
        {
            ConversationId = ByteString.CopyFrom([.. Enumerable.Range(1, 16).Select(i => (byte)i)]),
            FirstSendNumber = 1,
            Entries = { Enumerable.Repeat(new OutgoingEntry { MessageId = 1, Content = ByteString.CopyFrom(new byte[128]) }, 8) },
        };
        var bytes = FrameWriter.ToArray(new ClientFrame { Send = send });
        var queue = new OutboundQueue();
        var frames = new SharedFrame[4];
        for (var i = 0; i < 200; i++)
            Pass(bytes, queue, frames);

        const int Rounds = 1_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            Pass(bytes, queue, frames);
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / Rounds, Is.Zero);
    }

    private static void Pass(byte[] bytes, OutboundQueue queue, SharedFrame[] frames)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        FrameReader.TryRead(ref buffer, ProtocolLimits.ClientFrameBytesMax, out var frame);
        Envelope.TryReadSend(in frame, out var content);
        SendReader.TryOpen(content.FirstSpan, out var send);
        var shared = SharedFrame.Rent(BlockWriter.HeadroomBytes + (2 * bytes.Length));
        var end = BlockWriter.HeadroomBytes;
        var (account, device) = (new AccountId(1), new DeviceId(2));
        for (var number = send.FirstSendNumber; send.TryRead(out var entry); number++)
            end += EntryWriter.Write(shared.Buffer[end..], account, device, number, in entry);
        var (header, _) = BlockWriter.WriteHeader(
            shared.Buffer[..BlockWriter.HeadroomBytes], send.Conversation, 1, (uint)send.EntryCount, 1, 1, end - BlockWriter.HeadroomBytes);
        shared.SetContent(BlockWriter.HeadroomBytes - header, header + end - BlockWriter.HeadroomBytes);
        queue.TryEnqueueEvent(shared);
        shared.Release();
        while (queue.Take(frames, int.MaxValue) is var count and > 0)
        {
            for (var i = 0; i < count; i++)
                frames[i].Release();
        }
    }
}
