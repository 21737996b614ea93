using FastChat.Protocol;
using FastChat.Server.Media;
using FastChat.Storage.Media;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Routing;

[TestFixture]
internal sealed class SendRuleTests : DirectFixture
{
    [Test]
    public async Task A_message_is_acked_to_its_sender_and_reaches_the_other_as_the_stored_bytes()
    {
        Ada.Send(Conversation, 1, 11, 12);
        var ack = await Ada.AckAsync();
        var block = await Grace.BlockAsync();
        Assert.Multiple(() =>
        {
            Assert.That(ack.FirstSendNumber, Is.EqualTo(1));
            Assert.That(ack.Count, Is.EqualTo(2));
            Assert.That(ack.FirstSequence, Is.EqualTo(2), "1 is the entry of the creation");
            Assert.That(block.FirstSequence, Is.EqualTo(2));
            Assert.That(block.EntryCount, Is.EqualTo(2));
            Assert.That(block.UnreadOrdinal, Is.EqualTo(2));
            Assert.That(block.Entries.Select(entry => entry.MessageId), Is.EqualTo(new ulong[] { 11, 12 }));
            Assert.That(block.Entries.Select(entry => entry.SendNumber), Is.EqualTo(new ulong[] { 1, 2 }));
            Assert.That(Ada.Pending(), Is.Empty, "its ack says it all");
        });
        byte[] stored = [];
        Shards.Database.Blocks.ReadForward(Conversation, 2, (_, bytes) =>
        {
            stored = bytes.ToArray();
            return false;
        });
        Assert.That(Block.Parser.ParseFrom(stored), Is.EqualTo(block));
    }

    [Test]
    public async Task A_repeated_send_gets_its_old_ack_and_no_second_sequence()
    {
        Ada.Send(Conversation, 1, 11, 12);
        var first = await Ada.AckAsync();
        Ada.Send(Conversation, 1, 11, 12, 13);
        var again = (await Ada.NextAsync(ServerFrame.BodyOneofCase.Ack)).Ack.Runs;
        Assert.Multiple(() =>
        {
            Assert.That(again, Has.Count.EqualTo(2));
            Assert.That(again[0], Is.EqualTo(first));
            Assert.That(again[1].FirstSequence, Is.EqualTo(4));
        });
        await Grace.BlockAsync();
        Assert.That((await Grace.BlockAsync()).Entries.Select(entry => entry.MessageId), Is.EqualTo(new ulong[] { 13 }));
    }

    [Test]
    public async Task Repeats_are_recognised_after_a_restart()
    {
        Ada.Send(Conversation, 1, 11, 12);
        var first = await Ada.AckAsync();
        await Shards.RestartAsync();
        var ada = await Shards.ReconnectAsync(Ada);
        ada.Send(Conversation, 1, 11, 12);
        Assert.That(await ada.AckAsync(), Is.EqualTo(first));
    }

    [Test]
    public async Task A_number_ahead_is_refused_with_the_one_expected_and_what_follows_is_dropped()
    {
        Ada.Send(Conversation, 2, 12);
        var refusal = await Ada.RefusalAsync();
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo(Code.OutOfOrder));
            Assert.That(refusal.Expected, Is.EqualTo(1));
            Assert.That(refusal.MessageId, Is.EqualTo(12));
        });
        var refusals = 0;
        Ada.Arriving = frame => refusals += frame.SendRefused is null ? 0 : 1;
        Ada.Send(Conversation, 3, 13);
        Ada.Send(Conversation, 1, 11);
        var ack = await Ada.AckAsync();
        Assert.That(ack.FirstSequence, Is.EqualTo(2));
        Assert.That(refusals, Is.Zero, "number 3 was dropped without a second refusal");
    }

    [Test]
    public async Task Another_message_under_a_used_number_is_refused()
    {
        Ada.Send(Conversation, 1, 11, 12);
        await Ada.AckAsync();
        Ada.Send(Conversation, 2, 99);
        var refusal = await Ada.RefusalAsync();
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo(Code.SendNumberReused));
            Assert.That(refusal.Expected, Is.EqualTo(3));
        });
    }

    [Test]
    public async Task Two_devices_of_an_account_count_on_their_own()
    {
        var phone = await Shards.ConnectAsync(Ada.Account, new IdSource(TimeProvider.System).NewId<DeviceId>());
        Ada.Send(Conversation, 1, 11);
        Assert.That((await Ada.AckAsync()).FirstSequence, Is.EqualTo(2));
        Assert.That((await phone.BlockAsync()).Entries[0].MessageId, Is.EqualTo(11), "the other device's message reaches it");
        phone.Send(Conversation, 1, 21);
        Assert.That((await phone.AckAsync()).FirstSequence, Is.EqualTo(3));
    }

    [Test]
    public async Task A_wrong_entry_is_refused_and_those_before_it_are_taken()
    {
        var send = new Send { ConversationId = Conversation.ToByteString(), FirstSendNumber = 1 };
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = 11 });
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Membership, MessageId = 12 });
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = 13 });
        Ada.Send(send);
        var refusal = await Ada.RefusalAsync();
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo(Code.Malformed));
            Assert.That(refusal.SendNumber, Is.EqualTo(2));
            Assert.That(refusal.Expected, Is.Zero, "the form is looked at before the numbers are known");
        });
        Assert.That((await Grace.BlockAsync()).Entries, Has.Count.EqualTo(1));
        Ada.Send(Conversation, 3, 13);
        Ada.Send(Conversation, 2, 22);
        Assert.That((await Grace.BlockAsync()).Entries.Single().MessageId, Is.EqualTo(22), "number 3 was dropped");
    }

    [Test]
    public async Task A_retry_is_acked_again_though_its_sender_was_removed_meanwhile()
    {
        var group = await Shards.GroupAsync(Ada, Grace);
        Grace.Send(group, 1, 11);
        var first = await Grace.AckAsync();
        await RemoveGraceAsync(group);
        Grace.Send(group, 1, 11, 12);
        Assert.That((await Grace.AckAsync()).FirstSequence, Is.EqualTo(first.FirstSequence));
        var refusal = await Grace.RefusalAsync();
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo(Code.NotFound));
            Assert.That(refusal.SendNumber, Is.EqualTo(2));
        });
    }

    [TestCase(EntryKind.Edit)]
    [TestCase(EntryKind.Reaction)]
    [TestCase(EntryKind.Delete)]
    public async Task A_retry_that_refers_to_a_message_is_acked_again_though_its_sender_was_removed(EntryKind kind)
    {
        var group = await Shards.GroupAsync(Ada, Grace);
        Grace.Send(group, 1, 11);
        var target = (await Grace.AckAsync()).FirstSequence;
        Grace.Send(Referring(kind, number: 2, target, group));
        var first = await Grace.AckAsync();
        await RemoveGraceAsync(group);
        Grace.Send(Referring(kind, number: 2, target, group));
        Assert.That((await Grace.AckAsync()).FirstSequence, Is.EqualTo(first.FirstSequence));
        Grace.Send(Referring(kind, number: 3, target: 999, group));
        Assert.That((await Grace.RefusalAsync()).Code, Is.EqualTo(Code.NotFound), "not whether there is such a target");
    }

    [Test]
    public async Task A_retry_with_an_attachment_is_acked_again_though_its_sender_may_not_read_the_blob_any_more()
    {
        var media = new SwitchedMedia();
        await using var shards = new TestShards(services => services.AddSingleton<IMediaReferences>(media));
        var ada = await shards.DeviceAsync();
        var grace = await shards.DeviceAsync();
        var conversation = await TestShards.DirectAsync(ada, grace);
        var send = new Send { ConversationId = conversation.ToByteString(), FirstSendNumber = 1 };
        send.Entries.Add(new OutgoingEntry
        {
            Kind = EntryKind.Message,
            MessageId = 11,
            MediaIds = { new MediaId(7).ToByteString() },
        });
        ada.Send(send);
        var first = await ada.AckAsync();
        media.IsReadable = false;
        ada.Send(send);
        Assert.That((await ada.AckAsync()).FirstSequence, Is.EqualTo(first.FirstSequence));
        send.FirstSendNumber = 2;
        send.Entries[0].MessageId = 12;
        ada.Send(send);
        Assert.That((await ada.RefusalAsync()).Code, Is.EqualTo(Code.MediaNotFound));
    }

    [Test]
    public async Task Media_of_an_entry_that_is_refused_are_not_shared()
    {
        var media = new SwitchedMedia();
        await using var shards = new TestShards(services => services.AddSingleton<IMediaReferences>(media));
        var ada = await shards.DeviceAsync();
        var grace = await shards.DeviceAsync();
        var group = await shards.GroupAsync(ada, grace);
        ada.Send(group, 1, 11);
        await ada.AckAsync();
        var send = new Send { ConversationId = group.ToByteString(), FirstSendNumber = 1 };
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = 21, MediaIds = { new MediaId(7).ToByteString() } });
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Delete, MessageId = 22, TargetSequence = 2 });
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = 23, MediaIds = { new MediaId(8).ToByteString() } });
        grace.Send(send);
        Assert.That((await grace.RefusalAsync()).MessageId, Is.EqualTo(22));
        Assert.Multiple(() =>
        {
            Assert.That(shards.Database.Media.ReadReference(group, new MediaId(7)), Is.Not.Null);
            Assert.That(shards.Database.Media.ReadReference(group, new MediaId(8)), Is.Null);
        });
    }

    [Test]
    public async Task What_stands_before_a_forbidden_entry_in_its_frame_is_taken()
    {
        var group = await Shards.GroupAsync(Ada, Grace);
        Ada.Send(group, 1, 11);
        await Ada.AckAsync();
        var send = new Send { ConversationId = group.ToByteString(), FirstSendNumber = 1 };
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = 21 });
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Delete, MessageId = 22, TargetSequence = 2 });
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = 23 });
        Grace.Send(send);
        Assert.That((await Grace.AckAsync()).Count, Is.EqualTo(1));
        var refusal = await Grace.RefusalAsync();
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo(Code.Forbidden));
            Assert.That(refusal.MessageId, Is.EqualTo(22));
            Assert.That(refusal.Expected, Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Encrypted_conversations_are_refused_with_their_number()
    {
        var request = new CreateDirect { AccountId = Grace.Account.ToByteString(), Encryption = Encryption.Mls };
        Assert.That(
            await Ada.RefusedAsync(new ClientFrame { CreateDirect = request }),
            Is.EqualTo(Code.EncryptionNotSupported));
    }

    [Test]
    public async Task Large_messages_that_queue_up_are_split_into_several_commits()
    {
        var big = Google.Protobuf.ByteString.CopyFrom(new byte[ProtocolLimits.MessageBytesMax]);
        using (HoldLoops())
        {
            for (ulong number = 1; number <= 30; number++)
            {
                var send = new Send { ConversationId = Conversation.ToByteString(), FirstSendNumber = number };
                send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = number, Content = big });
                Ada.Send(send);
            }
        }

        var acked = 0u;
        while (acked < 30)
        {
            acked += (uint)(await Ada.NextAsync(ServerFrame.BodyOneofCase.Ack)).Ack.Runs.Sum(run => run.Count);
        }
    }

    [Test]
    public async Task A_connection_has_a_limited_number_of_bytes_with_the_shards()
    {
        var big = Google.Protobuf.ByteString.CopyFrom(new byte[ProtocolLimits.MessageBytesMax]);
        using (HoldLoops())
        {
            for (ulong number = 1; number <= 40; number++)
            {
                var send = new Send { ConversationId = Conversation.ToByteString(), FirstSendNumber = number };
                send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = number, Content = big });
                Ada.Send(send);
            }

            Assert.That((await Ada.RefusalAsync()).Code, Is.EqualTo(Code.TooManyInFlight));
        }
    }

    [Test]
    public async Task A_stranger_is_refused_as_if_the_conversation_did_not_exist()
    {
        var stranger = await Shards.DeviceAsync();
        stranger.Send(Conversation, 1, 11);
        Assert.That((await stranger.RefusalAsync()).Code, Is.EqualTo(Code.NotFound));
    }

    [Test]
    public async Task Who_is_told_of_a_send_may_send_as_many_more_at_once()
    {
        var lane = Ada.Caller.Lanes.For(Conversation)!;
        var waiting = new List<(ServerFrame.BodyOneofCase Told, int Unacked)>();
        Ada.Arriving = frame => waiting.Add((frame.BodyCase, lane.Unacked));
        Ada.Send(Conversation, 1, 11, 12);
        await Ada.AckAsync();
        Ada.Send(Conversation, 1, 11, 12);
        await Ada.AckAsync();
        Ada.Send(Conversation, 9, 19, 20);
        await Ada.RefusalAsync();
        Assert.That(waiting, Is.EqualTo(new[]
        {
            (ServerFrame.BodyOneofCase.Ack, 0), (ServerFrame.BodyOneofCase.Ack, 0), (ServerFrame.BodyOneofCase.SendRefused, 0),
        }));
    }

    [Test]
    public async Task More_unacked_sends_than_allowed_are_refused()
    {
        var ids = Enumerable.Range(1, ProtocolLimits.UnackedSendsMax).Select(id => (ulong)id).ToArray();
        using (HoldLoops())
        {
            Ada.Send(Conversation, 1, ids);
            Ada.Send(Conversation, (ulong)ids.Length + 1, 1_000, 1_001);
            var refusal = await Ada.RefusalAsync();
            Assert.That((refusal.Code, refusal.MessageId), Is.EqualTo((Code.TooManyInFlight, 1_000UL)));
        }

        Assert.That((await Ada.AckAsync()).Count, Is.EqualTo(ids.Length));
    }

    [Test]
    public async Task An_edit_is_for_the_sender_and_a_reaction_for_everybody()
    {
        Ada.Send(Conversation, 1, 11);
        await Ada.AckAsync();
        await Grace.BlockAsync();
        Grace.Send(Referring(EntryKind.Edit, number: 1, target: 2));
        Assert.That((await Grace.RefusalAsync()).Code, Is.EqualTo(Code.Forbidden));
        Grace.Send(Referring(EntryKind.Reaction, number: 1, target: 2));
        Assert.That((await Grace.AckAsync()).FirstSequence, Is.EqualTo(3));
        Ada.Send(Referring(EntryKind.Edit, number: 2, target: 3));
        Assert.That((await Ada.RefusalAsync()).Code, Is.EqualTo(Code.TargetNotFound), "a reaction is no message");
        var history = new FetchHistory { ConversationId = Conversation.ToByteString(), Before = 3 };
        var page = (await Ada.AskAsync(new ClientFrame { FetchHistory = history })).HistoryPage;
        Assert.That(page.References.Single().Entries.Single().TargetSequence, Is.EqualTo(2));
    }

    private async Task RemoveGraceAsync(ConversationId group)
    {
        var remove = new RemoveMember { ConversationId = group.ToByteString(), Account = Grace.Account.ToByteString() };
        Assert.That((await Ada.AskAsync(new ClientFrame { RemoveMember = remove })).Done, Is.Not.Null);
    }

    private Send Referring(EntryKind kind, ulong number, ulong target, ConversationId? conversation = null)
    {
        var send = new Send { ConversationId = (conversation ?? Conversation).ToByteString(), FirstSendNumber = number };
        send.Entries.Add(new OutgoingEntry { Kind = kind, MessageId = 100 + number, TargetSequence = target });
        return send;
    }

    /// <summary>Keeps all loops busy until disposed, so that commands queue up.</summary>
    private HeldLoops HoldLoops() => new(Shards.Router);

    private sealed class SwitchedMedia : IMediaReferences
    {
        public bool IsReadable { get; set; } = true;

        public bool TryResolve(
            AccountId caller,
            IReadOnlyList<MediaId> media,
            ConversationId conversation,
            out MediaReferenceRecord[] references)
        {
            references = [.. media.Select(_ => new MediaReferenceRecord(new byte[32], 1, "text/plain", ""))];
            return IsReadable;
        }
    }
}
