using FastChat.Protocol;

namespace FastChat.Tests.Server.Routing;

[TestFixture]
internal sealed class SendRuleTests
{
    private TestShards _shards = null!;
    private TestDevice _ada = null!;
    private TestDevice _grace = null!;
    private ConversationId _conversation;

    [SetUp]
    public async Task Connect()
    {
        _shards = new TestShards();
        _ada = await _shards.DeviceAsync();
        _grace = await _shards.DeviceAsync();
        _conversation = await TestShards.DirectAsync(_ada, _grace);
    }

    [TearDown]
    public async Task Disconnect() => await _shards.DisposeAsync();

    [Test]
    public async Task A_message_is_acked_to_its_sender_and_reaches_the_other_as_the_stored_bytes()
    {
        _ada.Send(_conversation, 1, 11, 12);
        var ack = await _ada.AckAsync();
        var block = await _grace.BlockAsync();
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
            Assert.That(_ada.Pending(), Is.Empty, "its ack says it all");
        });
        byte[] stored = [];
        _shards.Database.Blocks.ReadForward(_conversation, 2, (_, bytes) =>
        {
            stored = bytes.ToArray();
            return false;
        });
        Assert.That(Block.Parser.ParseFrom(stored), Is.EqualTo(block));
    }

    [Test]
    public async Task A_repeated_send_gets_its_old_ack_and_no_second_sequence()
    {
        _ada.Send(_conversation, 1, 11, 12);
        var first = await _ada.AckAsync();
        _ada.Send(_conversation, 1, 11, 12, 13);
        var again = (await _ada.NextAsync(ServerFrame.BodyOneofCase.Ack)).Ack.Runs;
        Assert.Multiple(() =>
        {
            Assert.That(again.Select(run => run.FirstSequence), Is.EqualTo(new ulong[] { 2, 3, 4 }));
            Assert.That(again[0].ServerTimeMs, Is.EqualTo(first.ServerTimeMs));
        });
        await _grace.BlockAsync();
        Assert.That((await _grace.BlockAsync()).Entries.Select(entry => entry.MessageId), Is.EqualTo(new ulong[] { 13 }));
    }

    [Test]
    public async Task Repeats_are_recognised_after_a_restart()
    {
        _ada.Send(_conversation, 1, 11, 12);
        await _ada.AckAsync();
        await _shards.RestartAsync();
        var ada = await _shards.ReconnectAsync(_ada);
        ada.Send(_conversation, 1, 11, 12);
        var again = (await ada.NextAsync(ServerFrame.BodyOneofCase.Ack)).Ack.Runs;
        Assert.That(again.Select(run => run.FirstSequence), Is.EqualTo(new ulong[] { 2, 3 }));
    }

    [Test]
    public async Task A_number_ahead_is_refused_with_the_one_expected_and_what_follows_is_dropped()
    {
        _ada.Send(_conversation, 2, 12);
        var refusal = await _ada.RefusalAsync();
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo(Code.OutOfOrder));
            Assert.That(refusal.Expected, Is.EqualTo(1));
            Assert.That(refusal.MessageId, Is.EqualTo(12));
        });
        _ada.Send(_conversation, 3, 13);
        _ada.Send(_conversation, 1, 11);
        var ack = await _ada.AckAsync();
        Assert.That(ack.FirstSequence, Is.EqualTo(2));
        Assert.That(_ada.Pending(), Is.Empty, "number 3 was dropped without a second refusal");
    }

    [Test]
    public async Task Another_message_under_a_used_number_is_refused()
    {
        _ada.Send(_conversation, 1, 11, 12);
        await _ada.AckAsync();
        _ada.Send(_conversation, 2, 99);
        var refusal = await _ada.RefusalAsync();
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo(Code.SendNumberReused));
            Assert.That(refusal.Expected, Is.EqualTo(3));
        });
    }

    [Test]
    public async Task Two_devices_of_an_account_count_on_their_own()
    {
        var phone = await _shards.ConnectAsync(_ada.Account, new IdSource(TimeProvider.System).NewId<DeviceId>());
        _ada.Send(_conversation, 1, 11);
        Assert.That((await _ada.AckAsync()).FirstSequence, Is.EqualTo(2));
        Assert.That((await phone.BlockAsync()).Entries[0].MessageId, Is.EqualTo(11), "the other device's message reaches it");
        phone.Send(_conversation, 1, 21);
        Assert.That((await phone.AckAsync()).FirstSequence, Is.EqualTo(3));
    }

    [Test]
    public async Task A_wrong_entry_is_refused_and_those_before_it_are_taken()
    {
        var send = new Send { ConversationId = _conversation.ToByteString(), FirstSendNumber = 1 };
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = 11 });
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Membership, MessageId = 12 });
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = 13 });
        _ada.Send(send);
        var refusal = await _ada.RefusalAsync();
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo(Code.Malformed));
            Assert.That(refusal.SendNumber, Is.EqualTo(2));
            Assert.That(refusal.Expected, Is.EqualTo(2));
        });
        Assert.That((await _grace.BlockAsync()).Entries, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_retry_is_acked_again_though_its_sender_was_removed_meanwhile()
    {
        var group = await _shards.GroupAsync(_ada, _grace);
        _grace.Send(group, 1, 11);
        var first = await _grace.AckAsync();
        var remove = new RemoveMember { ConversationId = group.ToByteString(), Account = _grace.Account.ToByteString() };
        await _ada.AskAsync(new ClientFrame { RemoveMember = remove });
        _grace.Send(group, 1, 11, 12);
        Assert.That((await _grace.AckAsync()).FirstSequence, Is.EqualTo(first.FirstSequence));
        var refusal = await _grace.RefusalAsync();
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo(Code.NotFound));
            Assert.That(refusal.SendNumber, Is.EqualTo(2));
        });
    }

    [Test]
    public async Task What_stands_before_a_forbidden_entry_in_its_frame_is_taken()
    {
        var group = await _shards.GroupAsync(_ada, _grace);
        _ada.Send(group, 1, 11);
        await _ada.AckAsync();
        var send = new Send { ConversationId = group.ToByteString(), FirstSendNumber = 1 };
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = 21 });
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Delete, MessageId = 22, TargetSequence = 2 });
        send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = 23 });
        _grace.Send(send);
        Assert.That((await _grace.AckAsync()).Count, Is.EqualTo(1));
        var refusal = await _grace.RefusalAsync();
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
        var request = new CreateDirect { AccountId = _grace.Account.ToByteString(), Encryption = Encryption.Mls };
        Assert.That(
            await _ada.RefusedAsync(new ClientFrame { CreateDirect = request }),
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
                var send = new Send { ConversationId = _conversation.ToByteString(), FirstSendNumber = number };
                send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = number, Content = big });
                _ada.Send(send);
            }
        }

        var acked = 0u;
        while (acked < 30)
        {
            acked += (uint)(await _ada.NextAsync(ServerFrame.BodyOneofCase.Ack)).Ack.Runs.Sum(run => run.Count);
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
                var send = new Send { ConversationId = _conversation.ToByteString(), FirstSendNumber = number };
                send.Entries.Add(new OutgoingEntry { Kind = EntryKind.Message, MessageId = number, Content = big });
                _ada.Send(send);
            }

            Assert.That((await _ada.RefusalAsync()).Code, Is.EqualTo(Code.TooManyInFlight));
        }
    }

    [Test]
    public async Task A_stranger_is_refused_as_if_the_conversation_did_not_exist()
    {
        var stranger = await _shards.DeviceAsync();
        stranger.Send(_conversation, 1, 11);
        Assert.That((await stranger.RefusalAsync()).Code, Is.EqualTo(Code.NotFound));
    }

    [Test]
    public async Task More_unacked_sends_than_allowed_are_refused()
    {
        var ids = Enumerable.Range(1, ProtocolLimits.UnackedSendsMax).Select(id => (ulong)id).ToArray();
        using (HoldLoops())
        {
            _ada.Send(_conversation, 1, ids);
            _ada.Send(_conversation, (ulong)ids.Length + 1, 1_000);
            Assert.That((await _ada.RefusalAsync()).Code, Is.EqualTo(Code.TooManyInFlight));
        }

        Assert.That((await _ada.AckAsync()).Count, Is.EqualTo(ids.Length));
    }

    [Test]
    public async Task An_edit_is_for_the_sender_and_a_reaction_for_everybody()
    {
        _ada.Send(_conversation, 1, 11);
        await _ada.AckAsync();
        await _grace.BlockAsync();
        _grace.Send(Referring(EntryKind.Edit, number: 1, target: 2));
        Assert.That((await _grace.RefusalAsync()).Code, Is.EqualTo(Code.Forbidden));
        _grace.Send(Referring(EntryKind.Reaction, number: 1, target: 2));
        Assert.That((await _grace.AckAsync()).FirstSequence, Is.EqualTo(3));
        _ada.Send(Referring(EntryKind.Edit, number: 2, target: 3));
        Assert.That((await _ada.RefusalAsync()).Code, Is.EqualTo(Code.TargetNotFound), "a reaction is no message");
        var history = new FetchHistory { ConversationId = _conversation.ToByteString(), Before = 3 };
        var page = (await _ada.AskAsync(new ClientFrame { FetchHistory = history })).HistoryPage;
        Assert.That(page.References.Single().Entries.Single().TargetSequence, Is.EqualTo(2));
    }

    private Send Referring(EntryKind kind, ulong number, ulong target)
    {
        var send = new Send { ConversationId = _conversation.ToByteString(), FirstSendNumber = number };
        send.Entries.Add(new OutgoingEntry { Kind = kind, MessageId = 100 + number, TargetSequence = target });
        return send;
    }

    /// <summary>Keeps all loops busy until disposed, so that commands queue up.</summary>
    private HeldLoops HoldLoops() => new(_shards.Router);
}
