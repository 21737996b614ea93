using FastChat.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static FastChat.Protocol.ServerFrame.BodyOneofCase;

namespace FastChat.Tests.Server.Routing;

/// <summary>Typing and receipts: who gets them in small and in large conversations, and how often.</summary>
[TestFixture]
internal sealed class LiveEventTests
{
    private readonly FakeTimeProvider _time = new();
    private TestShards _shards = null!;
    private TestDevice _writer = null!;
    private TestDevice _writersOther = null!;
    private TestDevice _reader = null!;
    private TestDevice _watcher = null!;
    private ConversationId _group;

    [SetUp]
    public async Task Connect()
    {
        _shards = new TestShards(services => services.AddSingleton<TimeProvider>(_time));
        _writer = await _shards.DeviceAsync();
        _writersOther = await _shards.ConnectAsync(_writer.Account, new DeviceId(77));
        _reader = await _shards.DeviceAsync();
        _watcher = await _shards.DeviceAsync();
    }

    [TearDown]
    public async Task Disconnect() => await _shards.DisposeAsync();

    [Test]
    public async Task In_a_conversation_of_64_all_other_devices_see_typing_and_receipts()
    {
        await GroupOfAsync(ProtocolLimits.LiveTypingMembersMax);
        await TypeAsync();
        await MoveAsync(2);
        await PassAsync();
        foreach (var device in new[] { _writersOther, _reader, _watcher })
            Assert.That(LiveEvents(device), Is.EqualTo(new[] { Typing, Receipt }));
        Assert.That(LiveEvents(_writer), Is.EqualTo(new[] { Receipt }), "it knows that it types");
    }

    [Test]
    public async Task In_a_conversation_of_65_only_who_asked_sees_them_and_for_as_long_as_they_ask()
    {
        await GroupOfAsync(ProtocolLimits.LiveTypingMembersMax + 1);
        await WatchAsync(_watcher, true);
        await TypeAsync();
        await MoveAsync(2);
        await PassAsync();
        Assert.That(LiveEvents(_watcher), Is.EqualTo(new[] { Typing, Receipt }));
        foreach (var device in new[] { _writer, _writersOther, _reader })
            Assert.That(LiveEvents(device), Is.Empty);

        await WatchAsync(_watcher, false);
        await WatchAsync(_reader, true);
        await TypeAsync();
        await PassAsync();
        Assert.That(LiveEvents(_watcher), Is.Empty);
        Assert.That(LiveEvents(_reader), Is.EqualTo(new[] { Typing }));
    }

    [Test]
    public async Task Watching_ends_with_the_connection()
    {
        await GroupOfAsync(ProtocolLimits.LiveTypingMembersMax + 1);
        await WatchAsync(_watcher, true);
        var again = await _shards.ReconnectAsync(_watcher);
        await TypeAsync();
        await PassAsync();
        Assert.That(LiveEvents(again), Is.Empty);
    }

    [Test]
    public async Task Only_a_member_may_watch()
    {
        await GroupOfAsync(ProtocolLimits.LiveTypingMembersMax + 1);
        var stranger = await _shards.DeviceAsync();
        Assert.That(await stranger.RefusedAsync(Watch(true)), Is.EqualTo(Code.NotFound));
    }

    [Test]
    public async Task Receipts_of_a_member_go_out_once_a_second_and_only_the_latest()
    {
        await GroupOfAsync(3);
        await MoveAsync(2);
        await PassAsync();
        Assert.That(LiveEvents(_watcher), Is.EqualTo(new[] { Receipt }), "the first one at once");

        var last = await SendAsync(2, 10);
        for (var sequence = 3ul; sequence <= last; sequence++)
            await MoveAsync(sequence);
        await PassAsync();
        Assert.That(LiveEvents(_watcher), Is.Empty, "its second is not over");
        _time.Advance(TimeSpan.FromSeconds(1));
        await PassAsync();
        var receipt = (await _watcher.NextAsync(Receipt)).Receipt;
        Assert.That((receipt.ReadSequence, receipt.Account), Is.EqualTo((last, _reader.Account.ToByteString())));
        _time.Advance(TimeSpan.FromSeconds(1));
        await PassAsync();
        Assert.That(LiveEvents(_watcher), Is.Empty, "one told it all");
    }

    /// <summary>A group of so many, four devices of which are online.</summary>
    private async Task GroupOfAsync(int members)
    {
        var online = new[] { _writer, _reader, _watcher };
        var request = new CreateGroup { ConversationId = new IdSource(_time).NewId<ConversationId>().ToByteString(), Title = "A group" };
        request.Members.AddRange([_reader.Account.ToByteString(), _watcher.Account.ToByteString()]);
        for (var i = online.Length; i < members; i++)
            request.Members.Add((await _shards.AccountAsync($"member{i}")).ToByteString());
        var state = (await _writer.AskAsync(new ClientFrame { CreateGroup = request })).Conversation;
        Assert.That(state.MemberCount, Is.EqualTo(members));
        ConversationId.TryRead(state.ConversationId.Span, out _group);
        Assert.That(await SendAsync(1, 1), Is.EqualTo(2), "the beginning is an entry too, and counts as read");
    }

    private async Task<ulong> SendAsync(ulong firstNumber, int count)
    {
        _writer.Send(_group, firstNumber, [.. Enumerable.Range(100 + (int)firstNumber, count).Select(id => (ulong)id)]);
        var ack = await _writer.AckAsync();
        return ack.FirstSequence + ack.Count - 1;
    }

    private Task TypeAsync() => AskAsync(_writer, new ClientFrame
    {
        SetTyping = new SetTyping { ConversationId = _group.ToByteString(), Active = true },
    });

    private Task MoveAsync(ulong sequence) => AskAsync(_reader, new ClientFrame
    {
        MoveCursor = new MoveCursor { ConversationId = _group.ToByteString(), ReadSequence = sequence },
    });

    private Task WatchAsync(TestDevice device, bool active) => AskAsync(device, Watch(active));

    private ClientFrame Watch(bool active) => new()
    {
        WatchConversation = new WatchConversation { ConversationId = _group.ToByteString(), Active = active },
    };

    private static async Task AskAsync(TestDevice device, ClientFrame request) =>
        Assert.That((await device.AskAsync(request)).Error, Is.Null);

    /// <summary>Two turns of the conversation's loop: what was asked before is done, and receipts that are due are out.</summary>
    private async Task PassAsync()
    {
        await WatchAsync(_writer, false);
        await WatchAsync(_writer, false);
    }

    private static ServerFrame.BodyOneofCase[] LiveEvents(TestDevice device) =>
        [.. device.Pending().Select(frame => frame.BodyCase).Where(kind => kind is Typing or Receipt)];
}
