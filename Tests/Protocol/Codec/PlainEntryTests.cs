using FastChat.Protocol;
using FastChat.Protocol.Codec;
using Google.Protobuf;

namespace FastChat.Tests.Protocol.Codec;

internal sealed class PlainEntryTests
{
    private const int Rounds = 30_000;

    [Test]
    public void What_is_taken_as_plain_is_written_as_its_fields_would_be()
    {
        var random = new RandomMessages(11);
        var plain = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var bytes = random.PlainEntry().ToByteArray();
            if (i % 2 == 1) bytes = random.Spoil(bytes);
            if (!PlainEntry.TryRead(bytes, out var entry)) continue;
            plain++;
            Assert.That(EntryFields.TryRead(bytes, out var fields), Is.True, Convert.ToHexString(bytes));
            Assert.That(entry.MessageId, Is.EqualTo(fields.MessageId));
            Assert.That(entry.Flags, Is.EqualTo(fields.Flags));
            var (account, device) = (new AccountId(7), new DeviceId(9));
            var number = (ulong)i;
            var expected = new byte[EntryWriter.Size(account, device, number, fields)];
            EntryWriter.Write(expected, account, device, number, fields);
            var written = new byte[EntryWriter.PlainSize(account, device, number, in entry)];
            EntryWriter.WritePlain(written, account, device, number, in entry);
            Assert.That(written, Is.EqualTo(expected), Convert.ToHexString(bytes));
        }

        Assert.That(plain, Is.InRange(Rounds / 2, Rounds - 1));
    }

    [Test]
    public void A_message_with_anything_else_is_not_plain()
    {
        var message = new OutgoingEntry { Kind = EntryKind.Message, MessageId = 7, Content = ByteString.CopyFromUtf8("hello") };
        Assert.That(IsPlain(message), Is.True);
        Assert.That(IsPlain(With(m => m.Flags = (uint)(EntryFlag.CountsAsUnread | EntryFlag.Silent))), Is.True);
        Assert.That(IsPlain(With(m => m.Content = ByteString.CopyFrom(new byte[16_383]))), Is.True);
        Action<OutgoingEntry>[] others =
        [
            m => m.Kind = EntryKind.Edit, m => m.MessageId = 0, m => m.TargetSequence = 1, m => m.MediaIds.Add(ByteString.Empty),
            m => m.ExpiresAfterSeconds = 1, m => m.Flags = (uint)EntryFlag.MentionsEveryone, m => m.Flags = 1u << 31,
            m => m.MentionedAccounts.Add(ByteString.Empty), m => m.PollOptions = 2, m => m.Choices = 1, m => m.PayloadType = "x",
            m => m.ClosesAfterSeconds = 1, m => m.Content = ByteString.Empty, m => m.Content = ByteString.CopyFrom(new byte[16_384]),
        ];
        foreach (var other in others) Assert.That(IsPlain(With(other)), Is.False, With(other).ToString());

        OutgoingEntry With(Action<OutgoingEntry> change)
        {
            var changed = message.Clone();
            change(changed);
            return changed;
        }
    }

    private static bool IsPlain(OutgoingEntry entry) => PlainEntry.TryRead(entry.ToByteArray(), out _);
}
