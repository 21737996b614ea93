using FastChat.Protocol;

namespace FastChat.Tests.Server.Handlers;

/// <summary>Channels: who reads is told to nobody, and a handle leads to one thing.</summary>
[TestFixture]
internal sealed class ChannelTests : GroupWorld
{
    [Test]
    public async Task A_channel_has_no_handle_that_begins_like_those_that_the_server_makes()
    {
        var channel = await CreateAsync(ConversationKind.Channel);
        foreach (var handle in new[] { "guest-news", "hook-news", "user-news" })
        {
            Assert.That(await RefusedAsync(Adas, Handle(channel, handle)), Is.EqualTo(Code.HandleTaken));
        }
    }

    [Test]
    public async Task Readers_come_and_go_without_an_entry_and_are_told_on_their_own_devices()
    {
        var channel = await CreateAsync(ConversationKind.Channel, Grace);
        await AskAsync(Adas, Handle(channel, "the.news"));
        await SayAsync(Adas, channel, "one");
        var head = (await StateAsync(Adas, channel)).HeadSequence;
        await using var second = await Server.ConnectAsync(await Server.Accounts.SignInAsync("mary"));
        Assert.That((await AskAsync(Marys, Join("the.news"))).JoinResult.Conversation.FirstVisibleSequence, Is.EqualTo(1));
        await second.NextEventAsync(frame => frame.ConversationChanged is not null);
        Assert.That((await StateAsync(Adas, channel)).HeadSequence, Is.EqualTo(head));
        Assert.That((await StateAsync(Adas, channel)).MemberCount, Is.EqualTo(3));
        var said = await SayAsync(Adas, channel, "two");
        foreach (var device in new[] { Marys, second, Graces })
        {
            await device.NextEventAsync(frame => frame.Block?.FirstSequence == said.Sequence);
        }

        await AskAsync(Marys, Leave(channel));
        await second.NextEventAsync(frame => frame.ConversationChanged is not null);
        await SayAsync(Adas, channel, "three");
        await AskAsync(Marys, new ClientFrame { FetchAccounts = new() });
        while (Marys.Events.TryRead(out var frame))
        {
            Assert.That(frame.Block, Is.Null, "nothing after leaving");
        }

        Assert.That((await StateAsync(Graces, channel)).HeadSequence, Is.EqualTo(head + 2));
        var entries = (await HistoryAsync(Graces, channel)).Blocks.SelectMany(block => block.Entries);
        var created = MembershipChange.Parser.ParseFrom(entries.First(entry => entry.Kind == EntryKind.Membership).Content).Created;
        Assert.That(created.Members, Is.EqualTo(new[] { Ada.Account.ToByteString() }), "its first readers are not named either");
    }

    [Test]
    public async Task Two_readers_of_a_channel_do_not_see_each_other_s_presence_or_receipts()
    {
        var channel = await CreateAsync(ConversationKind.Channel, Grace, Linus);
        var said = await SayAsync(Adas, channel, "one");
        var watch = new ClientFrame { WatchPresence = new() { Accounts = { Linus.Account.ToByteString() } } };
        Assert.That((await AskAsync(Graces, watch)).PresenceSnapshot.Accounts.Single().Online, Is.False);
        await using var second = await Server.ConnectAsync(await Server.Accounts.SignInAsync("linus"));
        await AskAsync(Linuses, new ClientFrame { MoveCursor = new() { ConversationId = channel.ToByteString(), ReadSequence = said.Sequence } });
        var receipt = await second.NextEventAsync(frame => frame.Receipt is not null);
        Assert.That(receipt.Receipt.ReadSequence, Is.EqualTo(said.Sequence), "one's own devices are told");
        await AskAsync(Graces, new ClientFrame { FetchAccounts = new() });
        while (Graces.Events.TryRead(out var frame))
        {
            Assert.That(frame.Receipt, Is.Null);
        }
    }

    [Test]
    public async Task A_handle_is_an_account_s_or_a_channel_s_and_free_again_afterwards()
    {
        var (channel, other) = (await CreateAsync(ConversationKind.Channel), await CreateAsync(ConversationKind.Channel));
        Assert.That(await RefusedAsync(Adas, Handle(channel, "GRACE")), Is.EqualTo(Code.HandleTaken));
        Assert.That(await RefusedAsync(Adas, Handle(channel, "1x")), Is.EqualTo(Code.InvalidHandle));
        await AskAsync(Adas, Handle(channel, "The.News"));
        await AskAsync(Adas, Handle(channel, "the.news"));
        Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.That(await RefusedAsync(Adas, Handle(other, "the.news")), Is.EqualTo(Code.HandleTaken), "not only as long as a reservation");
        Assert.That(async () => await Server.RegisterAsync("the.news"), Throws.InvalidOperationException.With.Message.Contains("2013"));
        await RestartAsync();
        Assert.That((await AskAsync(Marys, Preview("the.news"))).ConversationPreview.ConversationId, Is.EqualTo(channel.ToByteString()));

        await AskAsync(Adas, Handle(channel, "other.news"));
        Assert.That(await RefusedAsync(Marys, Preview("the.news")), Is.EqualTo(Code.InviteInvalid));
        await AskAsync(Adas, Handle(other, "the.news"));
        Assert.That((await AskAsync(Marys, Preview("the.news"))).ConversationPreview.ConversationId, Is.EqualTo(other.ToByteString()));
        await AskAsync(Adas, new ClientFrame { DeleteConversation = new() { ConversationId = other.ToByteString() } });
        Clock.Advance(TimeSpan.FromMinutes(5));
        await Server.RegisterAsync("the.news");
    }

    [Test]
    public async Task A_public_channel_is_looked_at_before_joining_but_not_by_who_is_banned()
    {
        var channel = await CreateAsync(ConversationKind.Channel);
        var picture = await Server.Accounts.UploadAsync(Ada.AccessToken, "a picture");
        await AskAsync(Adas, Update(channel, update => update.AvatarMediaId = picture.ToByteString()));
        for (var i = 0; i < 12; i++)
        {
            await SayAsync(Adas, channel, $"number {i}");
        }

        using var hidden = await Server.Accounts.SendAsync(HttpMethod.Get, $"v1/media/{picture}?conversation={channel}", Mary.AccessToken);
        Assert.That(hidden.IsSuccessStatusCode, Is.False, "a private channel's picture");
        await AskAsync(Adas, Handle(channel, "the.news"));
        var preview = (await AskAsync(Marys, Preview("the.news"))).ConversationPreview;
        Assert.That(preview.Recent.Select(block => MessageContent.Parser.ParseFrom(block.Entries.Single().Content).Text), Is.EqualTo(Enumerable.Range(2, 10).Select(i => $"number {i}")));
        using var shown = await Server.Accounts.SendAsync(HttpMethod.Get, $"v1/media/{picture}?conversation={channel}", Mary.AccessToken);
        Assert.That(shown.IsSuccessStatusCode);
        await AskAsync(Adas, Ban(channel, Mary));
        preview = (await AskAsync(Marys, Preview("the.news"))).ConversationPreview;
        Assert.That((preview.State, preview.Recent.Count), Is.EqualTo((JoinState.Banned, 0)));
        Assert.That(await RefusedAsync(Marys, Join("the.news")), Is.EqualTo(Code.Banned));
        await AskAsync(Adas, Update(channel, update => update.History = HistoryVisibility.FromJoin));
        Assert.That((await AskAsync(Graces, Preview("the.news"))).ConversationPreview.Recent, Is.Empty, "newcomers would not see it");
        var joined = (await AskAsync(Graces, Join("the.news"))).JoinResult.Conversation;
        Assert.That(Sequences(await HistoryAsync(Graces, channel)), Is.Empty);
        var said = await SayAsync(Adas, channel, "the first that she sees");
        Assert.That(said.Sequence, Is.EqualTo(joined.FirstVisibleSequence));
        Assert.That(Sequences(await HistoryAsync(Graces, channel)), Is.EqualTo(new[] { said.Sequence }));
    }

    private static ClientFrame Handle(ConversationId channel, string handle) =>
        new() { SetConversationHandle = new() { ConversationId = channel.ToByteString(), Handle = handle } };

    private static ClientFrame Join(string handle) => new() { JoinConversation = new() { Handle = handle } };

    private static ClientFrame Preview(string handle) => new() { PreviewConversation = new() { Handle = handle } };
}
