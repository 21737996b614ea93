using System.Globalization;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;

namespace FastChat.Tests.Bench;

public sealed class SendWriterTests
{
    private readonly ConversationId _conversation = ConversationId.From(UInt128.Parse("123456789", CultureInfo.InvariantCulture));

    [Test]
    public void GoogleProtobufReadsWhatTheWriterWrote([Values(24, 128, 4_000)] int bytes, [Values(1, 2, 7)] int count, [Values(1UL, 127UL, 128UL, 1UL << 40)] ulong first)
    {
        var payload = new Payload(seed: 3, bytes);
        var writer = new SendWriter(_conversation, payload);
        var buffer = new byte[writer.FrameBytes(first, count)];
        Assert.That(writer.Write(buffer, first, count, ticks: [99]), Is.EqualTo(buffer.Length));

        var send = ClientFrame.Parser.ParseDelimitedFrom(new MemoryStream(buffer)).Send;
        Assert.That(ConversationId.TryRead(send.ConversationId.Span, out var id) && id == _conversation);
        Assert.That(send.FirstSendNumber, Is.EqualTo(first));
        Assert.That(send.Entries, Has.Count.EqualTo(count));
        for (var i = 0; i < count; i++)
        {
            var entry = send.Entries[i];
            Assert.That((entry.Kind, entry.Flags), Is.EqualTo((EntryKind.Message, (uint)EntryFlag.CountsAsUnread)));
            Assert.That(entry.MessageId, Is.EqualTo(payload.MessageId(first + (ulong)i)));
            Assert.That(payload.TryRead(entry.Content.Span, first + (ulong)i, out var ticks) && ticks == 99);
        }
    }

    [Test]
    public void AFullFrameIsWithinTheLimit([Values(24, 128, 4_000, 64 * 1024)] int bytes)
    {
        var writer = new SendWriter(_conversation, new Payload(seed: 3, bytes));
        Assert.That(writer.EntriesMax, Is.GreaterThan(0));
        Assert.That(writer.FrameBytes(ulong.MaxValue / 2, writer.EntriesMax), Is.LessThanOrEqualTo(ProtocolLimits.ClientFrameBytesMax));
    }
}
