using FastChat.Protocol;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;

namespace FastChat.Tests.Server.Push;

/// <summary>What accounts want to be told of, and what groups show them, decides about pushes. Grace settles it on a device that is never told.</summary>
[TestFixture]
internal sealed class PushRuleTests
{
    private readonly IdSource _ids = new(TimeProvider.System);
    private readonly Dictionary<(RawClient, ConversationId), ulong> _numbers = [];
    private PushWorld _world = null!;
    private RawSession _linus = null!;
    private RawClient _adas = null!;
    private RawClient _graces = null!;
    private RawClient _linuses = null!;
    private ConversationId _group;

    [SetUp]
    public async Task StartAsync()
    {
        _world = await PushWorld.StartAsync();
        await _world.SubscribeAsync();
        _linus = await _world.Server.RegisterAsync("linus");
        _linuses = await _world.ConnectAsync(_linus);
        _adas = await _world.ConnectAsync(await _world.Server.Accounts.SignInAsync("ada"));
        _graces = await _world.ConnectAsync(await _world.Server.Accounts.SignInAsync("grace"));
        _group = await CreateAsync(ConversationKind.Group, _world.Grace, _linus);
    }

    [TearDown]
    public Task StopAsync() => _world.DisposeAsync().AsTask();

    [Test]
    public async Task Levels_of_a_conversation_and_of_the_account_decide_who_is_woken()
    {
        await WakesAsync(_group, RawEntries.Text("no level yet"));
        await SetAsync(_group, set => set.Level = NotificationLevel.Mentions);
        await WakesNobodyAsync(_group, RawEntries.Text("nothing special"));
        await WakesAsync(_group, Mentioning(_world.Grace));
        await WakesAsync(_group, RawEntries.Everyone("all of you"));
        await WakesNobodyAsync(_group, Mentioning(_linus));
        await SetAsync(_group, set => set.Level = NotificationLevel.None);
        await WakesNobodyAsync(_group, Mentioning(_world.Grace));

        // The account's own level holds where the conversation has none.
        await SetAsync(_world.Conversation, set => set.Level = NotificationLevel.All);
        await SetAsync(_group, set => set.Level = NotificationLevel.Unspecified);
        await AskAsync(_graces, new ClientFrame { SetAccountSettings = new() { Level = NotificationLevel.Mentions } });
        await WakesNobodyAsync(_group, RawEntries.Text("nothing special"));
        await WakesAsync(_group, Mentioning(_world.Grace));
    }

    [Test]
    public async Task A_muted_conversation_wakes_nobody_not_even_by_mentions_until_the_mute_ends()
    {
        await SetAsync(_group, set => set.MutedUntilMs = _world.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeMilliseconds());
        await WakesNobodyAsync(_group, RawEntries.Text("hello?"));
        await WakesNobodyAsync(_group, Mentioning(_world.Grace));
        _world.Clock.Advance(TimeSpan.FromMinutes(6));
        await WakesAsync(_group, RawEntries.Text("good morning"));
    }

    [Test]
    public async Task Whom_one_has_blocked_wakes_one_nowhere_and_what_came_meanwhile_is_not_counted()
    {
        var answer = await AskAsync(_linuses, new ClientFrame { CreateDirect = new() { AccountId = _world.Grace.Account.ToByteString() } });
        ConversationId.TryRead(answer.Conversation.ConversationId.Span, out var direct);
        await AskAsync(_graces, new ClientFrame { SetBlocked = new() { Account = _linus.Account.ToByteString(), Blocked = true } });
        await SendAsync(_linuses, direct, RawEntries.Text("do you hear me?"));
        await SendAsync(_linuses, _group, Mentioning(_world.Grace));
        await WakesNobodyAsync(direct, RawEntries.Text("or now?"), _linuses);
        await WakesAsync(_group, RawEntries.Text("from somebody else"));
        await AskAsync(_graces, new ClientFrame { SetBlocked = new() { Account = _linus.Account.ToByteString(), Blocked = false } });
        var notice = await WakesAsync(direct, RawEntries.Text("at last"), _linuses);
        Assert.That(notice.GetProperty("unread").GetUInt64(), Is.EqualTo(1), "the two that were withheld stay so");
    }

    [Test]
    public async Task A_newcomer_is_told_of_what_is_new_and_who_is_banned_of_nothing_more()
    {
        var channel = await CreateAsync(ConversationKind.Channel);
        await SendAsync(_adas, channel, Mentioning(_world.Grace));
        await AskAsync(_adas, new ClientFrame { AddMembers = new() { ConversationId = channel.ToByteString(), Accounts = { _world.Grace.Account.ToByteString() } } });
        Assert.That((await StateAsync(channel)).FirstVisibleSequence, Is.EqualTo(1), "what was said before may be read, and wakes nobody");
        var notice = await WakesAsync(channel, RawEntries.Text("news"));
        Assert.That(notice.GetProperty("unread").GetUInt64(), Is.EqualTo(1));
        await AskAsync(_adas, new ClientFrame { BanAccount = new() { ConversationId = channel.ToByteString(), Account = _world.Grace.Account.ToByteString() } });
        var withdrawn = (await _world.NextAsync()).Notice;
        Assert.That((withdrawn.GetProperty("kind").GetString(), withdrawn.GetProperty("conversation").GetString()), Is.EqualTo(("read", channel.ToString())));
        await WakesNobodyAsync(channel, RawEntries.Everyone("those who stayed"));
    }

    private async Task<ConversationId> CreateAsync(ConversationKind kind, params RawSession[] members)
    {
        var id = _ids.NewId<ConversationId>();
        var create = new CreateGroup { ConversationId = id.ToByteString(), Title = "all", Kind = kind, Members = { members.Select(member => member.Account.ToByteString()) } };
        await AskAsync(_adas, new ClientFrame { CreateGroup = create });
        return id;
    }

    private Task<ServerFrame> SetAsync(ConversationId conversation, Action<SetConversationPreferences> change)
    {
        var set = new SetConversationPreferences { ConversationId = conversation.ToByteString() };
        change(set);
        return AskAsync(_graces, new ClientFrame { SetConversationPreferences = set });
    }

    private async Task<ConversationState> StateAsync(ConversationId conversation) =>
        (await AskAsync(_graces, new ClientFrame { FetchConversation = new() { ConversationId = conversation.ToByteString() } })).Conversation;

    /// <summary>The next push tells of this message; the notice.</summary>
    private async Task<System.Text.Json.JsonElement> WakesAsync(ConversationId conversation, OutgoingEntry entry, RawClient? sender = null)
    {
        var sequence = await SendAsync(sender ?? _adas, conversation, entry);
        var (_, notice) = await _world.NextAsync();
        Assert.That((notice.GetProperty("conversation").GetString(), notice.GetProperty("sequence").GetUInt64()), Is.EqualTo((conversation.ToString(), sequence)));
        return notice;
    }

    /// <summary>A message elsewhere that comes after this one is told of, and this one is not.</summary>
    private async Task WakesNobodyAsync(ConversationId conversation, OutgoingEntry entry, RawClient? sender = null)
    {
        await SendAsync(sender ?? _adas, conversation, entry);
        await _world.PassAsync();
        var (_, notice) = await _world.NextAsync();
        Assert.That(notice.GetProperty("conversation").GetString(), Is.EqualTo(_world.Conversation.ToString()));
    }

    private async Task<ulong> SendAsync(RawClient client, ConversationId conversation, OutgoingEntry entry)
    {
        var number = _numbers[(client, conversation)] = _numbers.GetValueOrDefault((client, conversation)) + 1;
        var outcome = (await client.SendAsync(conversation, number, entry))[0];
        Assert.That(outcome.Code, Is.EqualTo(Code.Unspecified));
        return outcome.Sequence;
    }

    private static OutgoingEntry Mentioning(RawSession who)
    {
        var entry = RawEntries.Text("you there");
        entry.MentionedAccounts.Add(who.Account.ToByteString());
        return entry;
    }

    private static async Task<ServerFrame> AskAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        Assert.That(answer.Error, Is.Null, $"{request.RequestCase}");
        return answer;
    }
}
