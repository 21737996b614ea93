using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Framing;
using Google.Protobuf;

namespace FastChat.Tests.Protocol.Codec;

internal sealed class BlockCodecTests
{
    private const int Rounds = 2_000;

    [Test]
    public void One_buffer_holds_the_block_and_its_frame_as_google_protobuf_writes_them()
    {
        var random = new RandomMessages(11);
        for (var i = 0; i < Rounds; i++)
        {
            var block = random.Block();
            var (buffer, entriesBytes) = WriteEntries(block);

            var (prefix, header) = WriteHeader(buffer, block, entriesBytes);
            var stored = buffer.AsSpan(BlockWriter.HeadroomBytes - header, header + entriesBytes).ToArray();
            Assert.That(stored, Is.EqualTo(block.ToByteArray()));

            var sent = buffer.AsSpan(BlockWriter.HeadroomBytes - prefix, prefix + entriesBytes).ToArray();
            Assert.That(sent, Is.EqualTo(FrameWriter.ToArray(new ServerFrame { Block = block })));
            Assert.That(sent.AsSpan(prefix - header).ToArray(), Is.EqualTo(stored));
        }
    }

    [Test]
    public void The_largest_header_fits_into_the_headroom()
    {
        var buffer = new byte[BlockWriter.HeadroomBytes];
        var id = new ConversationId(UInt128.MaxValue);
        var (written, _) = BlockWriter.WriteHeader(
            buffer, id, ulong.MaxValue, uint.MaxValue, -1, ulong.MaxValue, int.MaxValue / 2);
        Assert.That(written, Is.LessThanOrEqualTo(BlockWriter.HeadroomBytes));
    }

    [Test]
    public void The_reader_gives_back_every_field()
    {
        var random = new RandomMessages(12);
        for (var i = 0; i < Rounds; i++)
        {
            var block = random.Block();
            Assert.That(Read(block.ToByteArray()), Is.EqualTo(block));
        }
    }

    [Test]
    public void The_reader_accepts_of_hostile_bytes_only_what_google_protobuf_reads_the_same()
    {
        var random = new RandomMessages(13);
        var accepted = 0;
        for (var i = 0; i < 10 * Rounds; i++)
        {
            var bytes = random.Spoil(random.Block().ToByteArray());
            if (Read(bytes) is not { } read)
                continue;
            accepted++;
            _ = Block.Parser.ParseFrom(bytes);
            var expected = Block.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);

            // A header field repeated behind the entries is where the two may part: rule S3 says it cannot be there.
            if (expected.Entries.Count == read.Entries.Count)
                Assert.That(read.Entries, Is.EqualTo(expected.Entries), Convert.ToHexString(bytes));
        }

        Assert.That(accepted, Is.GreaterThan(Rounds / 2));
    }

    [Test]
    public void A_count_that_does_not_match_the_entries_is_malformed()
    {
        var block = new RandomMessages(14).Block();
        foreach (var wrong in new uint[] { block.EntryCount - 1, block.EntryCount + 1, 0, uint.MaxValue })
        {
            block.EntryCount = wrong;
            Assert.That(Read(block.ToByteArray()), Is.Null, $"{wrong}");
        }
    }

    [Test]
    public void Acks_are_written_as_google_protobuf_writes_them()
    {
        var random = new RandomMessages(15);
        for (var i = 0; i < Rounds; i++)
        {
            var ack = new Ack { Runs = { random.Many(1, 5, random.AckedRun) } };
            AckRun[] runs =
            [
                .. ack.Runs.Select(run => new AckRun(
                    ReadId(run.ConversationId), run.FirstSendNumber, run.Count, run.FirstSequence, run.ServerTimeMs)),
            ];
            var frame = new byte[AckWriter.Size(runs)];
            Assert.That(AckWriter.Write(frame, runs), Is.EqualTo(frame.Length));
            Assert.That(frame, Is.EqualTo(FrameWriter.ToArray(new ServerFrame { Ack = ack })));
        }
    }

    private static (byte[] Buffer, int EntriesBytes) WriteEntries(Block block)
    {
        var buffer = new byte[BlockWriter.HeadroomBytes + block.CalculateSize() + 64];
        var position = BlockWriter.HeadroomBytes;
        foreach (var entry in block.Entries)
        {
            Assert.That(EntryFields.TryRead(entry.ToByteArray(), out var fields));
            fields.ThreadOrdinal = entry.ThreadOrdinal;
            _ = AccountId.TryRead(entry.SenderAccount.Span, out var sender);
            _ = DeviceId.TryRead(entry.SenderDevice.Span, out var device);
            var size = EntryWriter.Size(sender, device, entry.SendNumber, in fields);
            var written = EntryWriter.Write(buffer.AsSpan(position, size), sender, device, entry.SendNumber, in fields);
            Assert.That(written, Is.EqualTo(size));
            position += written;
        }

        return (buffer, position - BlockWriter.HeadroomBytes);
    }

    private static (int Frame, int Block) WriteHeader(byte[] buffer, Block block, int entriesBytes) => BlockWriter.WriteHeader(
        buffer.AsSpan(0, BlockWriter.HeadroomBytes),
        ReadId(block.ConversationId),
        block.FirstSequence,
        block.EntryCount,
        block.ServerTimeMs,
        block.UnreadOrdinal,
        entriesBytes);

    private static ConversationId ReadId(ByteString bytes)
    {
        Assert.That(ConversationId.TryRead(bytes.Span, out var id));
        return id;
    }

    private static Block? Read(byte[] bytes)
    {
        if (!BlockReader.TryOpen(bytes, out var reader))
            return null;
        var block = new Block
        {
            ConversationId = reader.Conversation.ToByteString(),
            FirstSequence = reader.FirstSequence,
            EntryCount = reader.EntryCount,
            ServerTimeMs = reader.ServerTimeMs,
            UnreadOrdinal = reader.UnreadOrdinal,
        };
        while (reader.TryRead(out var read))
        {
            Assert.That(read.Sequence, Is.EqualTo(block.FirstSequence + (ulong)block.Entries.Count));
            var entry = new Entry
            {
                Kind = read.Kind,
                SenderAccount = read.SenderAccount.IsNone() ? ByteString.Empty : read.SenderAccount.ToByteString(),
                SenderDevice = read.SenderDevice.IsNone() ? ByteString.Empty : read.SenderDevice.ToByteString(),
                SendNumber = read.SendNumber,
                MessageId = read.MessageId,
                TargetSequence = read.TargetSequence,
                ExpiresAfterSeconds = read.ExpiresAfterSeconds,
                Flags = read.Flags,
                PollOptions = read.Fields.PollOptions,
                Choices = read.Fields.Choices,
                PayloadType = System.Text.Encoding.UTF8.GetString(read.Fields.PayloadType),
                ClosesAfterSeconds = read.Fields.ClosesAfterSeconds,
                Content = ByteString.CopyFrom(read.Content),
                ThreadOrdinal = read.Fields.ThreadOrdinal,
            };
            foreach (var media in read.MediaIds)
                entry.MediaIds.Add(ByteString.CopyFrom(media));
            foreach (var account in read.Fields.Mentioned)
                entry.MentionedAccounts.Add(ByteString.CopyFrom(account));
            Assert.That(Entry.Parser.WithDiscardUnknownFields(true).ParseFrom(read.Raw), Is.EqualTo(entry));
            block.Entries.Add(entry);
        }

        return reader.IsMalformed ? null : block;
    }
}
