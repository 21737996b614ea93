using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Delivery;

/// <summary>A6: presence is told as long as a conversation is shared, over real sockets.</summary>
[TestFixture]
internal sealed class PresenceEndTests
{
    private readonly IdSource _ids = new(TimeProvider.System);
    private TestServer _server = null!;
    private RawSession _ada = null!;
    private RawSession _grace = null!;
    private RawSession _linus = null!;
    private RawClient _owner = null!;
    private RawClient _watched = null!;
    private ConversationId _group;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync();
        _ada = await _server.RegisterAsync("ada");
        _grace = await _server.RegisterAsync("grace");
        _linus = await _server.RegisterAsync("linus");
        _owner = await _server.ConnectAsync(_ada);
        _watched = await _server.ConnectAsync(_grace);
        await GroupAsync(_linus);
        _group = await GroupAsync(_grace);
        var watch = new WatchPresence { Accounts = { _grace.Account.ToByteString(), _linus.Account.ToByteString() } };
        var snapshot = (await _owner.RequestAsync(new ClientFrame { WatchPresence = watch })).PresenceSnapshot;
        Assert.That(snapshot.Accounts.Select(presence => presence.Online), Is.EqualTo(new[] { true, false }));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _owner.DisposeAsync();
        await _watched.DisposeAsync();
        await _server.DisposeAsync();
    }

    [TestCase("removed")]
    [TestCase("left")]
    [TestCase("deleted")]
    public async Task It_ends_with_the_last_shared_conversation(string how)
    {
        await EndAsync(how);
        var last = await _owner.NextEventAsync(frame => Of(frame, _grace) is not null);
        Assert.Multiple(() =>
        {
            Assert.That(Of(last, _grace)!.Online, Is.False, "as a stranger sees it, though she is online");
            Assert.That(Of(last, _grace)!.LastSeenMs, Is.Zero);
        });

        // What she does now is not told. What Linus does afterwards is, so it would have been told by then.
        await _watched.DisposeAsync();
        await using var linus = await _server.ConnectAsync(_linus);
        await _owner.NextEventAsync(frame => Of(frame, _grace) is null
            ? Of(frame, _linus) is { Online: true }
            : throw new AssertionException("She is watched still."));
    }

    [Test]
    public async Task It_goes_on_while_another_conversation_is_shared()
    {
        await GroupAsync(_grace);
        await EndAsync("removed");
        await _watched.DisposeAsync();
        await _owner.NextEventAsync(frame => Of(frame, _grace) is { Online: false, LastSeenMs: > 0 });
    }

    [Test]
    public async Task It_ends_for_the_one_that_was_removed_as_well()
    {
        var watch = new WatchPresence { Accounts = { _ada.Account.ToByteString() } };
        await _watched.RequestAsync(new ClientFrame { WatchPresence = watch });
        await EndAsync("removed");
        await _watched.NextEventAsync(frame => Of(frame, _ada) is { Online: false, LastSeenMs: 0 });
        var again = (await _watched.RequestAsync(new ClientFrame { WatchPresence = watch })).PresenceSnapshot;
        Assert.That(again.Accounts.Single().Online, Is.False);
    }

    private static Presence? Of(ServerFrame frame, RawSession session) =>
        frame.Presence?.Accounts.LastOrDefault(presence => presence.Account == session.Account.ToByteString());

    private async Task<ConversationId> GroupAsync(RawSession member)
    {
        var id = _ids.NewId<ConversationId>();
        var create = new CreateGroup { ConversationId = id.ToByteString(), Title = "A group", Members = { member.Account.ToByteString() } };
        Assert.That((await _owner.RequestAsync(new ClientFrame { CreateGroup = create })).Error, Is.Null);
        return id;
    }

    private async Task EndAsync(string how)
    {
        var id = _group.ToByteString();
        var answer = how switch
        {
            "removed" => await _owner.RequestAsync(new()
            {
                RemoveMember = new RemoveMember { ConversationId = id, Account = _grace.Account.ToByteString() },
            }),
            "left" => await _watched.RequestAsync(new() { LeaveConversation = new LeaveConversation { ConversationId = id } }),
            _ => await _owner.RequestAsync(new() { DeleteConversation = new DeleteConversation { ConversationId = id } }),
        };
        Assert.That(answer.Error, Is.Null);
    }
}
