using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Routing;

/// <summary>A7: what was durable still goes out, nothing else does, and who waits is told.</summary>
[TestFixture]
internal sealed class CommitFailureTests
{
    [Test]
    public async Task A_large_fan_out_of_a_durable_block_reaches_all_though_the_next_commit_of_a_split_turn_fails()
    {
        await using var shards = new TestShards();
        var (ada, devices, conversation) = await CrowdAsync(shards);
        Task<bool> first, second;
        using (new HeldLoops(shards.Router))
        {
            // The second record of one owner splits the turn: the send and the first are durable, the rest is not.
            ada.Send(conversation, 2, 11);
            first = shards.Records.RunAsync(conversation.Shard(), 7, Touch(conversation));
            second = shards.Records.RunAsync(conversation.Shard(), 7, Touch(conversation));
            ada.Send(conversation, 3, 12);
            shards.Log.FailsAfter(commits: 1);
        }

        Assert.That((await ada.AckAsync()).Count, Is.EqualTo(1));
        Assert.That(await first, Is.True);
        Assert.That(Assert.ThrowsAsync<RefusalException>(() => second)!.Code, Is.EqualTo(Code.StorageReadOnly));
        var refusal = await ada.RefusalAsync();
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo(Code.StorageReadOnly));
            Assert.That(refusal.MessageId, Is.EqualTo(12));
        });
        foreach (var device in devices)
        {
            Assert.That((await device.BlockAsync()).Entries.Single().MessageId, Is.EqualTo(11));
        }

        Assert.That(devices.SelectMany(device => device.Pending()), Is.Empty);
    }

    [Test]
    public async Task Receipts_that_wait_are_dropped_and_the_loop_goes_on_answering()
    {
        var clock = new StopwatchAhead();
        await using var shards = new TestShards(services => services.AddSingleton<TimeProvider>(clock));
        var ada = await shards.DeviceAsync();
        var grace = await shards.DeviceAsync();
        var conversation = await TestShards.DirectAsync(ada, grace);
        ada.Send(conversation, 1, 11, 12);
        await ada.AckAsync();
        await MoveAsync(grace, conversation, 2);
        await ada.NextAsync(ServerFrame.BodyOneofCase.Receipt); // The next one waits for its second.
        await MoveAsync(grace, conversation, 3);
        shards.Log.Fails = true;
        ada.Send(conversation, 3, 13);
        Assert.That((await ada.RefusalAsync()).Code, Is.EqualTo(Code.StorageReadOnly));
        clock.Advance(RoutingLimits.ReceiptInterval);
        for (var i = 0; i < 3; i++)
        {
            var move = new MoveCursor { ConversationId = conversation.ToByteString(), ReadSequence = 3 };
            Assert.That(await grace.RefusedAsync(new ClientFrame { MoveCursor = move }), Is.EqualTo(Code.StorageReadOnly));
        }

        Assert.That(ada.Pending(), Is.Empty);
    }

    [Test]
    public async Task Sessions_still_open_afterwards_and_read_what_is_durable()
    {
        await using var shards = new TestShards();
        var ada = await shards.DeviceAsync();
        var grace = await shards.DeviceAsync();
        var conversation = await TestShards.DirectAsync(ada, grace);
        ada.Send(conversation, 1, 11);
        await ada.AckAsync();
        foreach (var shard in Enumerable.Range(0, shards.Router.LoopCount))
        {
            shards.Log.Fails = true;
            Assert.ThrowsAsync<RefusalException>(() => shards.Records.RunAsync((byte)shard, 7, batch => batch.Touch((byte)shard)));
        }

        shards.Disconnect(grace);
        var again = await shards.ReconnectAsync(grace);
        var page = (await again.AskAsync(new ClientFrame { Sync = new Sync() })).SyncPage;
        Assert.That(page.Conversations.Single().HeadSequence, Is.EqualTo(2));
        var history = new FetchHistory { ConversationId = conversation.ToByteString() };
        Assert.That((await again.AskAsync(new ClientFrame { FetchHistory = history })).HistoryPage.HeadSequence, Is.EqualTo(2));
        again.Send(conversation, 1, 21);
        Assert.That((await again.RefusalAsync()).Code, Is.EqualTo(Code.StorageReadOnly));
    }

    [Test]
    public async Task A_command_whose_rows_cannot_be_read_is_refused_and_taken_once_they_can()
    {
        FaultyStore? store = null;
        await using var shards = Shards(made => store = made);
        var (ada, conversation) = await ColdAsync(shards);
        store!.Fails = true;
        ada.Send(conversation, 1, 11);
        Assert.That((await ada.RefusalAsync()).Code, Is.EqualTo(Code.Internal));
        store.Fails = false;
        ada.Send(conversation, 1, 11);
        Assert.That((await ada.AckAsync()).FirstSequence, Is.EqualTo(2));
    }

    [Test]
    public async Task Who_waits_for_rows_when_the_server_stops_is_told_and_the_late_rows_harm_nobody()
    {
        FaultyStore? store = null;
        using var hold = new ManualResetEventSlim();
        var shards = Shards(made => store = made);
        var (ada, conversation) = await ColdAsync(shards);
        store!.Hold = hold;
        ada.Send(conversation, 1, 11);
        await store.Entered;
        await shards.DisposeAsync();
        Assert.That((await ada.RefusalAsync()).Code, Is.EqualTo(Code.ShuttingDown));
        hold.Set();
        Assert.That(await store.Left, Is.InstanceOf<ObjectDisposedException>());
        Assert.That(ada.Pending(), Is.Empty);
    }

    private static Func<FastChat.Storage.Commit.CommitBatch, bool> Touch(ConversationId conversation) =>
        batch => batch.Touch(conversation.Shard()) > 0;

    private static TestShards Shards(Action<FaultyStore> made) => new(services => services.AddSingleton<IConversationStore>(
        provider =>
        {
            var store = new FaultyStore(new ConversationStore(provider.GetRequiredService<ChatDatabase>()));
            made(store);
            return store;
        }));

    /// <summary>A device in a conversation of which a restarted server has its member row in memory, but not its send window.</summary>
    private static async Task<(TestDevice Device, ConversationId Conversation)> ColdAsync(TestShards shards)
    {
        var ada = await shards.DeviceAsync();
        var conversation = await TestShards.DirectAsync(ada, await shards.DeviceAsync());
        await shards.RestartAsync();
        return (await shards.ReconnectAsync(ada), conversation);
    }

    /// <summary>A conversation with more devices than one piece of a fan-out.</summary>
    private static async Task<(TestDevice Ada, List<TestDevice> Devices, ConversationId Conversation)> CrowdAsync(TestShards shards)
    {
        var ids = new IdSource(TimeProvider.System);
        var ada = await shards.DeviceAsync();
        var grace = await shards.AccountAsync();
        var devices = new List<TestDevice> { await shards.ConnectAsync(grace, ids.NewId<DeviceId>()) };
        var conversation = await TestShards.DirectAsync(ada, devices[0]);

        // Its rows are in memory from now on: later sends are applied in the turn that takes them.
        ada.Send(conversation, 1, 1);
        await ada.AckAsync();
        await devices[0].BlockAsync();
        while (devices.Count < RoutingLimits.FanOutEnqueuesMax + 200)
        {
            devices.Add(await shards.ConnectAsync(grace, ids.NewId<DeviceId>()));
        }

        return (ada, devices, conversation);
    }

    private static async Task MoveAsync(TestDevice device, ConversationId conversation, ulong sequence)
    {
        var move = new MoveCursor { ConversationId = conversation.ToByteString(), ReadSequence = sequence };
        Assert.That((await device.AskAsync(new ClientFrame { MoveCursor = move })).Done, Is.Not.Null);
    }

    /// <summary>Stopwatches that can be set forward.</summary>
    private sealed class StopwatchAhead : TimeProvider
    {
        private long _ahead;

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _ahead);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, (long)(by.TotalSeconds * TimestampFrequency));
    }
}
