using FastChat.Protocol;
using FastChat.Server.Routing;

namespace FastChat.Tests.Server.Routing;

[TestFixture]
internal sealed class ShardLoopTests
{
    [Test]
    public async Task After_a_failed_commit_nothing_is_acked_and_reads_go_on()
    {
        await using var shards = new TestShards();
        var ada = await shards.DeviceAsync();
        var grace = await shards.DeviceAsync();
        var conversation = await TestShards.DirectAsync(ada, grace);
        ada.Send(conversation, 1, 11);
        await ada.AckAsync();
        await grace.BlockAsync();
        shards.Log.Fails = true;
        ada.Send(conversation, 2, 12);
        Assert.That((await ada.RefusalAsync()).Code, Is.EqualTo(Code.StorageReadOnly));
        var refused = new MoveCursor { ConversationId = conversation.ToByteString(), ReadSequence = 2 };
        Assert.That(await ada.RefusedAsync(new ClientFrame { MoveCursor = refused }), Is.EqualTo(Code.StorageReadOnly));
        shards.Log.Fails = false;
        ada.Send(conversation, 2, 12);
        Assert.That((await ada.RefusalAsync()).Code, Is.EqualTo(Code.StorageReadOnly), "until it is restarted");
        var history = new FetchHistory { ConversationId = conversation.ToByteString() };
        var page = (await ada.AskAsync(new ClientFrame { FetchHistory = history })).HistoryPage;
        Assert.Multiple(() =>
        {
            Assert.That(page.HeadSequence, Is.EqualTo(2));
            Assert.That(shards.Router.HasFailed, Is.True);
            Assert.That(grace.Pending(), Is.Empty);
            Assert.That(ada.Pending(), Is.Empty);
        });
    }

    [Test]
    public async Task What_queues_up_behind_a_turn_becomes_one_block()
    {
        await using var shards = new TestShards();
        var ada = await shards.DeviceAsync();
        var grace = await shards.DeviceAsync();
        var conversation = await TestShards.DirectAsync(ada, grace);
        using (new HeldLoops(shards.Router))
        {
            for (ulong number = 1; number <= 20; number++)
            {
                ada.Send(conversation, number, number);
            }
        }

        var block = await grace.BlockAsync();
        Assert.That(block.EntryCount, Is.EqualTo(20));
        var runs = (await ada.NextAsync(ServerFrame.BodyOneofCase.Ack)).Ack.Runs;
        Assert.That(runs.Sum(run => run.Count), Is.EqualTo(20));
    }

    [Test]
    public async Task A_fan_out_to_more_devices_than_one_piece_keeps_the_order_for_each_of_them()
    {
        await using var shards = new TestShards();
        var ada = await shards.DeviceAsync();
        var grace = await shards.AccountAsync();
        var ids = new IdSource(TimeProvider.System);
        var devices = new List<TestDevice>();
        var first = await shards.ConnectAsync(grace, ids.NewId<DeviceId>());
        devices.Add(first);
        var conversation = await TestShards.DirectAsync(ada, first);
        for (var i = 1; i < RoutingLimits.FanOutEnqueuesMax + 200; i++)
        {
            devices.Add(await shards.ConnectAsync(grace, ids.NewId<DeviceId>()));
        }

        for (ulong number = 1; number <= 5; number++)
        {
            ada.Send(conversation, number, number);
        }

        foreach (var device in devices)
        {
            var received = new List<ulong>();
            while (received.Count < 5)
            {
                received.AddRange((await device.BlockAsync()).Entries.Select(entry => entry.MessageId));
            }

            Assert.That(received, Is.EqualTo(new ulong[] { 1, 2, 3, 4, 5 }));
        }

        // A deletion that comes in the turns in which a large fan-out still goes out stays behind it.
        Task<ServerFrame> deleted;
        using (new HeldLoops(shards.Router))
        {
            ada.Send(conversation, 6, 6);
            deleted = ada.AskAsync(new ClientFrame
            {
                DeleteConversation = new DeleteConversation { ConversationId = conversation.ToByteString() },
            });
        }

        await deleted;
        foreach (var device in devices)
        {
            await device.NextAsync(ServerFrame.BodyOneofCase.Block);
            await device.NextAsync(ServerFrame.BodyOneofCase.ConversationDeleted);
        }
    }

    [Test]
    public async Task A_device_that_went_is_not_held_by_its_conversations()
    {
        await using var shards = new TestShards();
        var ada = await shards.DeviceAsync();
        var grace = await shards.DeviceAsync();
        var conversation = await TestShards.DirectAsync(ada, grace);
        shards.Disconnect(grace);
        ada.Send(conversation, 1, 11);
        await ada.AckAsync();
        // Its block may leave after its ack, but not after the next one.
        ada.Send(conversation, 2, 12);
        await ada.AckAsync();
        Assert.That(grace.Pending(), Is.Empty);
    }

    [Test]
    public void A_window_recognises_its_last_256_numbers_however_they_are_spread()
    {
        var window = new SendWindow(new DeviceId(1));
        for (var i = 0; i < 1_000; i++)
        {
            window.Accept(1, (ulong)(i * 2) + 1); // Every second sequence: no two numbers make one run.
        }

        Assert.Multiple(() =>
        {
            Assert.That(window.Last, Is.EqualTo(1_000));
            Assert.That(window.Runs.Length, Is.LessThanOrEqualTo(RoutingLimits.SendWindowNumbers + 1));
            Assert.That(window.TryFind(744, out _), Is.False);
            Assert.That(window.TryFind(745, out var sequence), Is.True);
            Assert.That(sequence, Is.EqualTo(1_489));
            Assert.That(window.TryFind(1_001, out _), Is.False);
        });
    }
}
