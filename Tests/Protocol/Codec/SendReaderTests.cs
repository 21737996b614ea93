using FastChat.Protocol;
using FastChat.Protocol.Codec;
using Google.Protobuf;

namespace FastChat.Tests.Protocol.Codec;

internal sealed class SendReaderTests
{
    private const int Rounds = 3_000;

    [Test]
    public void Reads_what_google_protobuf_wrote()
    {
        var random = new RandomMessages(1);
        for (var i = 0; i < Rounds; i++)
        {
            var send = random.Send();
            Assert.That(Read(send.ToByteArray()), Is.EqualTo(send));
        }
    }

    [Test]
    public void Agrees_with_google_protobuf_on_hostile_bytes()
    {
        var random = new RandomMessages(2);
        var (accepted, refused) = (0, 0);
        for (var i = 0; i < 10 * Rounds; i++)
        {
            var bytes = random.Spoil(random.Send().ToByteArray());
            var expected = ParseOrNull(bytes);
            var valid = expected is { ConversationId.Length: Identifier.Bytes, Entries.Count: > 0 }
                && expected.ConversationId.Any(b => b != 0);
            var read = Read(bytes);
            if (valid)
                Assert.That(read, Is.EqualTo(expected), Convert.ToHexString(bytes));
            else
                Assert.That(read, Is.Null, Convert.ToHexString(bytes));
            _ = valid ? accepted++ : refused++;
        }

        Assert.That(accepted, Is.GreaterThan(Rounds));
        Assert.That(refused, Is.GreaterThan(Rounds));
    }

    [Test]
    public void Every_prefix_of_a_message_is_read_or_refused_like_google_protobuf_does()
    {
        var bytes = new RandomMessages(3).Send().ToByteArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            var expected = ParseOrNull(bytes[..length]);
            if (expected is { ConversationId.Length: Identifier.Bytes, Entries.Count: > 0 })
                Assert.That(Read(bytes[..length]), Is.EqualTo(expected));
            else
                Assert.That(Read(bytes[..length]), Is.Null);
        }
    }

    [TestCase(256, SendStatus.Readable)]
    [TestCase(257, SendStatus.TooManyEntries)]
    public void Takes_256_entries_and_no_more(int entries, SendStatus expected)
    {
        var send = new Send { ConversationId = new RandomMessages(4).Id(), FirstSendNumber = 1 };
        for (var i = 0; i < entries; i++)
            send.Entries.Add(new OutgoingEntry { MessageId = 1 });
        Assert.That(SendReader.TryOpen(send.ToByteArray(), out var reader), Is.EqualTo(expected));
        Assert.That(reader.EntryCount, Is.EqualTo(entries));
    }

    [Test]
    public void Fields_in_any_order_and_unknown_ones_are_read()
    {
        var random = new RandomMessages(5);
        var send = random.Send();
        var last = new Send { ConversationId = random.Id() };

        // Entries, then the header, then the conversation once more: the last wins. Field 99 is unknown.
        byte[] bytes =
        [
            .. new Send { Entries = { send.Entries } }.ToByteArray(),
            0x9A, 0x06, 0x02, 0xFF, 0xFF,
            .. new Send { ConversationId = send.ConversationId, FirstSendNumber = send.FirstSendNumber }.ToByteArray(),
            .. last.ToByteArray(),
        ];
        send.ConversationId = last.ConversationId;
        Assert.That(Read(bytes), Is.EqualTo(send));
    }

    [Test]
    public void Unknown_groups_are_skipped_to_a_depth()
    {
        var send = new RandomMessages(6).Send().ToByteArray();
        Assert.That(Read([.. send, .. Groups(10)]), Is.Not.Null);
        Assert.That(Read([.. send, .. Groups(5_000)]), Is.Null);

        static byte[] Groups(int depth) =>
            [.. Enumerable.Repeat((byte)0x7B, depth), .. Enumerable.Repeat((byte)0x7C, depth)];
    }

    internal static Send? Read(byte[] bytes)
    {
        if (SendReader.TryOpen(bytes, out var reader) != SendStatus.Readable)
            return null;
        var send = new Send
        {
            ConversationId = reader.Conversation.ToByteString(),
            FirstSendNumber = reader.FirstSendNumber,
        };
        while (reader.TryRead(out var fields))
        {
            var entry = new OutgoingEntry
            {
                Kind = fields.Kind,
                MessageId = fields.MessageId,
                TargetSequence = fields.TargetSequence,
                ExpiresAfterSeconds = fields.ExpiresAfterSeconds,
                Flags = fields.Flags,
                PollOptions = fields.PollOptions,
                Choices = fields.Choices,
                PayloadType = System.Text.Encoding.UTF8.GetString(fields.PayloadType),
                ClosesAfterSeconds = fields.ClosesAfterSeconds,
                Content = ByteString.CopyFrom(fields.Content),
            };
            foreach (var media in fields.MediaIds)
                entry.MediaIds.Add(ByteString.CopyFrom(media));
            foreach (var account in fields.Mentioned)
                entry.MentionedAccounts.Add(ByteString.CopyFrom(account));
            send.Entries.Add(entry);
        }

        Assert.That(send.Entries, Has.Count.EqualTo(reader.EntryCount));
        return send;
    }

    private static Send? ParseOrNull(byte[] bytes)
    {
        try
        {
            // The first parse judges (discarding lets some malformed unknown fields pass), the second drops unknown fields,
            // so that equality speaks of the known ones.
            _ = Send.Parser.ParseFrom(bytes);
            return Send.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
