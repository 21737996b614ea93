using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Routing;

/// <summary>What a repeated send costs its shard's loop: blocks opened, not entries.</summary>
[TestFixture]
internal sealed class RepeatedSendTests
{
    private static readonly ulong[] Ids = [.. Enumerable.Range(1, ProtocolLimits.UnackedSendsMax).Select(id => (ulong)id)];
    private TestShards _shards = null!;
    private CountingStore _store = null!;
    private TestDevice _ada = null!;
    private TestDevice _grace = null!;
    private ConversationId _conversation;

    [SetUp]
    public async Task Connect()
    {
        _shards = new TestShards(services => services.AddSingleton<IConversationStore>(
            provider => _store = new CountingStore(new ConversationStore(provider.GetRequiredService<ChatDatabase>()))));
        _ada = await _shards.DeviceAsync();
        _grace = await _shards.DeviceAsync();
        _conversation = await TestShards.DirectAsync(_ada, _grace);
    }

    [TearDown]
    public async Task Disconnect() => await _shards.DisposeAsync();

    [Test]
    public async Task Entries_of_one_block_open_it_once_and_are_acked_as_one_run()
    {
        _ada.Send(_conversation, 1, Ids);
        var first = await _ada.AckAsync();
        await RoomAsync();
        _ada.Send(_conversation, 1, Ids);
        Assert.That(await _ada.AckAsync(), Is.EqualTo(first));
        Assert.That(_store.Opened, Is.EqualTo(1));
    }

    [Test]
    public async Task Entries_between_those_of_another_device_open_their_block_once()
    {
        _ada.Send(_conversation, 1, 1);
        _grace.Send(_conversation, 1, 1);
        await _ada.AckAsync();
        await _grace.AckAsync(); // Now both windows are loaded, and all that follows is one turn's.
        using (new HeldLoops(_shards.Router))
        {
            for (ulong number = 2; number <= 21; number++)
            {
                _ada.Send(_conversation, number, number);
                _grace.Send(_conversation, number, number);
            }
        }

        var first = await RunsAsync();
        _ada.Send(_conversation, 2, Ids[1..21]);
        Assert.That(await RunsAsync(), Is.EqualTo(first));
        Assert.That(first, Has.Count.EqualTo(20));
        Assert.That(_store.Opened, Is.EqualTo(1));
    }

    [Test]
    public async Task Entries_of_the_running_turn_are_acked_again_as_one_run()
    {
        using (new HeldLoops(_shards.Router))
        {
            _ada.Send(_conversation, 1, Ids[..20]);
            _ada.Send(_conversation, 1, Ids[..20]);
        }

        var runs = await RunsAsync();
        Assert.That(runs, Has.Count.EqualTo(2));
        Assert.That(runs[1], Is.EqualTo(runs[0]));
        Assert.That(_store.Opened, Is.Zero);
    }

    [Test]
    public async Task Another_message_among_repeated_ones_is_refused_and_those_before_it_are_acked()
    {
        _ada.Send(_conversation, 1, Ids);
        var first = await _ada.AckAsync();
        await RoomAsync();
        _ada.Send(_conversation, 1, [.. Ids[..100], 999, .. Ids[101..]]);
        first.Count = 100;
        Assert.That(await _ada.AckAsync(), Is.EqualTo(first));
        var refusal = await _ada.RefusalAsync();
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo(Code.SendNumberReused));
            Assert.That(refusal.SendNumber, Is.EqualTo(101));
            Assert.That(refusal.MessageId, Is.EqualTo(999));
            Assert.That(refusal.Expected, Is.EqualTo(257));
        });
    }

    [Test]
    public async Task A_turn_opens_a_limited_number_of_blocks_and_others_get_theirs_before_the_rest()
    {
        const int Limit = RoutingLimits.TurnRepeatBlocksMax;
        const int Many = (2 * Limit) + 1;
        var other = await GroupOnTheSameLoopAsync();
        await SendOneByOneAsync(_conversation, Many);
        await SendOneByOneAsync(other, 8);
        using (new HeldLoops(_shards.Router))
        {
            _ada.Send(_conversation, 1, Ids[..Many]);
            _ada.Send(_conversation, Many + 1, 999);
            _ada.Send(other, 1, Ids[..8]);
        }

        Assert.That(await CountsAsync(other), Is.EqualTo((Limit, 0)));
        Assert.That(await CountsAsync(other), Is.EqualTo((Limit - 8, 8)), "who came later does not wait for all of the first");
        Assert.That(await CountsAsync(other), Is.EqualTo((9 + 1, 0)), "and what follows in a conversation keeps its place");
        Assert.That(_store.Opened, Is.EqualTo(Many + 8));
    }

    private async Task<ConversationId> GroupOnTheSameLoopAsync()
    {
        while (true)
        {
            var group = await _shards.GroupAsync(_ada);
            if (group.Shard() % _shards.Router.LoopCount == _conversation.Shard() % _shards.Router.LoopCount)
            {
                return group;
            }
        }
    }

    /// <summary>Each becomes a block of its own.</summary>
    private async Task SendOneByOneAsync(ConversationId conversation, int count)
    {
        foreach (var id in Ids[..count])
        {
            _ada.Send(conversation, id, id);
            await _ada.AckAsync();
        }
    }

    /// <summary>An ack is out a moment before what it acks no longer counts as under way.</summary>
    private Task RoomAsync() => Conditions.Until(() => _ada.Caller.Lanes.For(_conversation)!.Unacked == 0);

    private async Task<IList<AckedRun>> RunsAsync() => (await _ada.NextAsync(ServerFrame.BodyOneofCase.Ack)).Ack.Runs;

    /// <summary>Entries that the next ack frame, which is the next turn's, names of the conversation and of another.</summary>
    private async Task<(int Here, int There)> CountsAsync(ConversationId other)
    {
        var there = other.ToByteString();
        var runs = await RunsAsync();
        return (
            runs.Where(run => run.ConversationId != there).Sum(run => (int)run.Count),
            runs.Where(run => run.ConversationId == there).Sum(run => (int)run.Count));
    }
}
