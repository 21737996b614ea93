using System.Net;
using FastChat.Protocol;
using FastChat.Tests.Support;
using Google.Protobuf;

namespace FastChat.Tests.Server.Push;

/// <summary>Who is pushed to and when: levels, connections, quiet times, reading elsewhere, failures, restarts.</summary>
[TestFixture]
internal sealed class PushFlowTests
{
    [Test]
    public async Task Messages_that_come_together_are_one_push_and_later_ones_wait_their_time()
    {
        await using var world = await PushWorld.StartAsync((_, push) => push with { QuietSeconds = 60, IntervalSeconds = 300 });
        await world.SubscribeAsync();
        for (var i = 0; i < 5; i++) await world.SayAsync($"message {i}");
        await UntilWaitingAsync(world, through: 6);
        Assert.That(world.Receiver.Count, Is.Zero, "the quiet time is not over");
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        var (first, notice) = await world.NextAsync();
        Assert.That(notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(6));
        Assert.That(notice.GetProperty("unread").GetUInt64(), Is.EqualTo(5));

        await UntilToldAsync(world, 6);
        await world.SayAsync("later");
        await UntilWaitingAsync(world, through: 7);
        world.Clock.Advance(TimeSpan.FromSeconds(120));
        await world.SayAsync("and later");
        await UntilWaitingAsync(world, through: 8);
        Assert.That(world.Receiver.Count, Is.EqualTo(1), "the interval is not over");
        world.Clock.Advance(TimeSpan.FromSeconds(181));
        var (second, next) = await world.NextAsync();
        Assert.That(next.GetProperty("sequence").GetUInt64(), Is.EqualTo(8));
        Assert.That(second.Header("Topic"), Is.EqualTo(first.Header("Topic")), "the later takes the place of the earlier");
    }

    [Test]
    public async Task Silent_messages_edits_and_one_s_own_messages_push_nobody()
    {
        await using var world = await PushWorld.StartAsync();
        await world.SubscribeAsync();
        await world.SubscribeAsync(change: set => set.Endpoint = new Uri(world.Receiver.Address, "/push/ada").ToString(), session: await world.Server.Accounts.SignInAsync("ada"));
        await world.SayAsync("silent", EntryFlag.Silent);
        await world.PassAsync();
        Assert.That(world.Receiver.All.Select(push => push.Path), Is.EqualTo(new[] { "/push/grace" }));
        var (_, notice) = await world.NextAsync();
        Assert.That(notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(3), "the message after the silent one");
    }

    [Test]
    public async Task A_device_at_which_somebody_is_gets_no_push_and_one_that_was_left_alone_does()
    {
        await using var world = await PushWorld.StartAsync((_, push) => push with { IdleSeconds = 300 });
        var second = await world.Server.Accounts.SignInAsync("grace");
        await world.SubscribeAsync(change: set => set.Endpoint = new Uri(world.Receiver.Address, "/push/second").ToString(), session: second);
        await using var grace = await world.Server.ConnectAsync(world.Grace);
        await world.SetAsync(grace, PushKind.WebPush);
        await world.SayAsync("for whom is there");
        Assert.That((await world.Receiver.NextAsync()).Path, Is.EqualTo("/push/second"));

        await Conditions.Until(() => State(world) is { Held: true });
        world.Clock.Advance(TimeSpan.FromSeconds(62));
        await Conditions.Until(() => State(world) is null);
        world.Clock.Advance(TimeSpan.FromSeconds(301));
        await world.SayAsync("for nobody");
        string[] paths = [(await world.Receiver.NextAsync()).Path, (await world.Receiver.NextAsync()).Path];
        Assert.That(paths, Is.EquivalentTo(new[] { "/push/grace", "/push/second" }));

        await grace.RequestAsync(new ClientFrame { SetTyping = new SetTyping { ConversationId = world.Conversation.ToByteString(), Active = true } });
        await world.SayAsync("for whom is back");
        Assert.That((await world.Receiver.NextAsync()).Path, Is.EqualTo("/push/second"));
        Assert.That(world.Receiver.Count, Is.EqualTo(4));
    }

    [Test]
    public async Task A_connection_that_looked_alive_and_was_not_costs_time_and_no_push()
    {
        await using var world = await PushWorld.StartAsync();
        var grace = await world.Server.ConnectAsync(world.Grace);
        await world.SetAsync(grace, PushKind.WebPush);
        var sequence = await world.SayAsync("into the void");
        await Conditions.Until(() => State(world) is { Held: true });
        await grace.DisposeAsync();
        await Conditions.Until(() => !world.Server.Server.Services.Directory().IsOnline(world.Grace.Account));
        Assert.That(world.Receiver.Count, Is.Zero);
        world.Clock.Advance(TimeSpan.FromSeconds(62));
        var (_, notice) = await world.NextAsync();
        Assert.That(notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(sequence));
    }

    [Test]
    public async Task A_notice_is_withdrawn_once_its_message_was_read_on_another_device()
    {
        await using var world = await PushWorld.StartAsync();
        await world.SubscribeAsync();
        var second = await world.Server.Accounts.SignInAsync("grace");
        var sequence = await world.SayAsync("hello");
        var (told, _) = await world.NextAsync();
        await world.ReadAsync(second, sequence);
        var (withdrawn, notice) = await world.NextAsync();
        Assert.That(notice.GetProperty("kind").GetString(), Is.EqualTo("read"));
        Assert.That(notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(sequence));
        Assert.That(withdrawn.Header("Topic"), Is.EqualTo(told.Header("Topic")));
        Assert.That(withdrawn.Header("Urgency"), Is.EqualTo("low"));
        await Conditions.Until(() => State(world) is null);

        // What is read before it was told is not told at all.
        await world.Server.StopAsync();
        Assert.That(world.Receiver.Count, Is.EqualTo(2));
        await world.Server.StartAgainAsync();
    }

    [Test]
    public async Task What_is_read_before_it_is_told_is_not_told_and_a_device_may_keep_what_was_read()
    {
        await using var world = await PushWorld.StartAsync((_, push) => push with { QuietSeconds = 60 });
        await world.SubscribeAsync(change: set => set.KeepRead = true);
        var second = await world.Server.Accounts.SignInAsync("grace");
        var first = await world.SayAsync("read at once");
        await UntilWaitingAsync(world, first);
        await world.ReadAsync(second, first);
        await Conditions.Until(() => State(world) is null);

        var next = await world.SayAsync("read late");
        await UntilWaitingAsync(world, next);
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.That((await world.NextAsync()).Notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(next));
        await UntilToldAsync(world, next);
        await world.ReadAsync(second, next);
        await Conditions.Until(() => State(world) is null);
        Assert.That(world.Receiver.Count, Is.EqualTo(1));
    }

    [TestCase("is blocked")]
    [TestCase("is muted")]
    [TestCase("is no matter of mentions")]
    [TestCase("was deleted")]
    public async Task What_is_not_wanted_any_more_when_the_push_leaves_is_not_told(string what)
    {
        await using var world = await PushWorld.StartAsync((_, push) => push with { QuietSeconds = 60 });
        await world.SubscribeAsync();
        var elsewhere = await world.ConnectAsync(await world.Server.Accounts.SignInAsync("grace"));
        var said = await world.SayAsync("unwanted soon");
        await UntilWaitingAsync(world, said);
        if (what == "was deleted") await world.DeleteAsync(said);
        else Assert.That((await elsewhere.RequestAsync(Unwanting(world, what))).Error, Is.Null);
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await Conditions.Until(() => State(world) is null);
        Assert.That(world.Receiver.Count, Is.Zero);
    }

    [Test]
    public async Task Where_the_last_message_was_deleted_the_push_tells_of_the_one_before()
    {
        await using var world = await PushWorld.StartAsync((_, push) => push with { QuietSeconds = 60 });
        await world.SubscribeAsync();
        var first = await world.SayAsync("stays");
        await SayAndDeleteAsync(world);
        Assert.That((await world.NextAsync()).Notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(first));
        await UntilToldAsync(world, first);
        Assert.That(world.Receiver.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Where_the_only_message_that_a_push_waited_for_was_deleted_none_of_before_the_subscription_is_told()
    {
        await using var world = await PushWorld.StartAsync((_, push) => push with { QuietSeconds = 60 });
        await world.SayAsync("long before");
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.SubscribeAsync();
        await SayAndDeleteAsync(world);
        await Conditions.Until(() => State(world) is null);
        Assert.That(world.Receiver.Count, Is.Zero);
    }

    [Test]
    public async Task Where_the_only_message_that_a_push_waited_for_was_deleted_what_came_during_a_mute_is_not_told()
    {
        await using var world = await PushWorld.StartAsync((_, push) => push with { QuietSeconds = 60 });
        await world.SubscribeAsync();
        var elsewhere = await world.ConnectAsync(await world.Server.Accounts.SignInAsync("grace"));
        Assert.That((await elsewhere.RequestAsync(Unwanting(world, "is muted"))).Error, Is.Null);
        await world.SayAsync("during the mute");
        await UntilExaminedAsync(world);
        var loud = new SetConversationPreferences { ConversationId = world.Conversation.ToByteString(), MutedUntilMs = 0 };
        Assert.That((await elsewhere.RequestAsync(new ClientFrame { SetConversationPreferences = loud })).Error, Is.Null);
        await SayAndDeleteAsync(world);

        // What was said elsewhere is due by now too, and is told.
        string?[] told = [await NextConversationAsync(), await NextConversationAsync()];
        Assert.That(told, Is.Unique.And.No.Member(world.Conversation.ToString()));
        await Conditions.Until(() => State(world) is null);
        Assert.That(world.Receiver.Count, Is.EqualTo(2));

        async Task<string?> NextConversationAsync() => (await world.NextAsync()).Notice.GetProperty("conversation").GetString();
    }

    /// <summary>Says something and deletes it while its push waits, then lets the push's time come.</summary>
    private static async Task SayAndDeleteAsync(PushWorld world)
    {
        var last = await world.SayAsync("goes");
        await UntilWaitingAsync(world, last);
        await world.DeleteAsync(last);
        world.Clock.Advance(TimeSpan.FromSeconds(61));
    }

    /// <summary>What was said before has been looked at: it lies in a pass before the one that brought the second of these.</summary>
    private static async Task UntilExaminedAsync(PushWorld world)
    {
        var adas = await world.ConnectAsync(await world.Server.Accounts.SignInAsync("ada"));
        for (var i = 0; i < 2; i++)
        {
            var group = new IdSource(TimeProvider.System).NewId<ConversationId>();
            var create = new CreateGroup { ConversationId = group.ToByteString(), Title = "all", Kind = ConversationKind.Group, Members = { world.Grace.Account.ToByteString() } };
            Assert.That((await adas.RequestAsync(new ClientFrame { CreateGroup = create })).Error, Is.Null);
            await world.SayAsync("elsewhere", where: group);
            var place = new FastChat.Storage.Push.PushPlace(group, world.Grace.Account, world.Grace.Device);
            await Conditions.Until(() => world.Server.Server.Services.Database().PushStates.Read(place) is not null);
        }
    }

    private static ClientFrame Unwanting(PushWorld world, string what)
    {
        var set = new SetConversationPreferences { ConversationId = world.Conversation.ToByteString() };
        if (what == "is blocked") return new ClientFrame { SetBlocked = new() { Account = world.Ada.Account.ToByteString(), Blocked = true } };
        if (what == "is muted") set.MutedUntilMs = world.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        else set.Level = NotificationLevel.Mentions;
        return new ClientFrame { SetConversationPreferences = set };
    }

    [TestCase(404)]
    [TestCase(410)]
    public async Task A_dead_subscription_is_removed(int status)
    {
        await using var world = await PushWorld.StartAsync();
        await world.SubscribeAsync();
        world.Receiver.Answer = _ => new HttpsAnswer(status);
        await world.SayAsync("anybody there?");
        await world.NextAsync();
        await Conditions.Until(() => State(world) is null);
        Assert.That((await world.FetchAsync(world.Grace)).Kind, Is.EqualTo(PushKind.Unspecified));
    }

    [Test]
    public async Task A_service_that_asks_to_be_left_alone_is_left_alone_for_so_long()
    {
        await using var world = await PushWorld.StartAsync();
        await world.SubscribeAsync();
        world.Receiver.Answer = _ => new HttpsAnswer(429, Headers: [("Retry-After", "600")]);
        var first = await world.SayAsync("one");
        await world.NextAsync();
        await Conditions.Until(() => State(world) is { Attempts: 1 });
        world.Receiver.Answer = _ => new HttpsAnswer(201);
        world.Clock.Advance(TimeSpan.FromSeconds(599));
        var second = await world.SayAsync("two");
        await UntilWaitingAsync(world, second);
        Assert.That(world.Receiver.Count, Is.EqualTo(1));

        // Up to half of the first wait is added at random.
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        var (_, notice) = await world.NextAsync();
        Assert.That(notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(second).And.GreaterThan(first));
        await UntilToldAsync(world, second);
    }

    [Test]
    public async Task A_service_that_fails_is_tried_again_after_a_restart_too_and_each_push_is_made_once()
    {
        await using var world = await PushWorld.StartAsync();
        await world.SubscribeAsync();
        world.Receiver.Answer = _ => new HttpsAnswer(503);
        var sequence = await world.SayAsync("hold on");
        await world.NextAsync();
        await Conditions.Until(() => State(world) is { Attempts: 1 });
        await world.Server.StopAsync();
        world.Receiver.Answer = _ => new HttpsAnswer(201);
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await world.Server.StartAgainAsync();
        Assert.That((await world.NextAsync()).Notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(sequence));
        await UntilToldAsync(world, sequence);

        await world.Server.StopAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.Server.StartAgainAsync();
        await using var ada = await world.Server.ConnectAsync(world.Ada);
        var next = (await ada.SendTextAsync(world.Conversation, 2, "once more")).Sequence;
        Assert.That((await world.NextAsync()).Notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(next));
        Assert.That(world.Receiver.Count, Is.EqualTo(3), "nothing was told twice");
    }

    [Test]
    public async Task A_message_that_came_just_before_the_server_stopped_is_pushed_after_the_start()
    {
        await using var world = await PushWorld.StartAsync();
        await world.SubscribeAsync();
        await world.SayAsync("first");
        await world.NextAsync();
        var last = await world.SayAsync("last");
        await world.Server.StopAsync();
        await world.Server.StartAgainAsync();
        while (true)
        {
            // It may have been told before the stop, and then is told again only if the answer was lost.
            if ((await world.NextAsync()).Notice.GetProperty("sequence").GetUInt64() == last) break;
        }
    }

    [Test]
    public async Task A_device_that_is_signed_out_has_no_subscription_any_more()
    {
        await using var world = await PushWorld.StartAsync();
        var second = await world.Server.Accounts.SignInAsync("grace");
        await world.SubscribeAsync(session: second);
        var database = world.Server.Server.Services.Database();
        Assert.That(database.PushSubscriptions.Read(second.Account, second.Device), Is.Not.Null);
        using (var answer = await world.Server.Accounts.SendAsync(HttpMethod.Delete, $"v1/devices/{second.DeviceText}", world.Grace.AccessToken))
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(database.PushSubscriptions.Read(second.Account, second.Device), Is.Null);

        await world.SubscribeAsync();
        using (var answer = await world.Server.Accounts.SendAsync(HttpMethod.Delete, "v1/sessions/current", world.Grace.AccessToken))
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(database.PushSubscriptions.ReadAll(world.Grace.Account), Is.Empty);
    }

    [Test]
    public async Task Who_has_left_a_group_is_not_pushed_to()
    {
        await using var world = await PushWorld.StartAsync();
        await world.SubscribeAsync();
        await using var ada = await world.Server.ConnectAsync(await world.Server.Accounts.SignInAsync("ada"));
        var id = new IdSource(TimeProvider.System).NewId<ConversationId>();
        await ada.RequestAsync(new ClientFrame { CreateGroup = new CreateGroup { ConversationId = id.ToByteString(), Title = "group", Members = { world.Grace.Account.ToByteString() } } });
        await ada.SendTextAsync(id, 1, "all of you");
        Assert.That((await world.NextAsync()).Notice.GetProperty("conversation").GetString(), Is.EqualTo(id.ToString()));
        await ada.RequestAsync(new ClientFrame { RemoveMember = new RemoveMember { ConversationId = id.ToByteString(), Account = world.Grace.Account.ToByteString() } });
        Assert.That((await world.NextAsync()).Notice.GetProperty("kind").GetString(), Is.EqualTo("read"), "what was told there is taken back");
        await ada.SendTextAsync(id, 2, "those who stayed");
        await world.PassAsync();
        var (_, notice) = await world.NextAsync();
        Assert.That(notice.GetProperty("conversation").GetString(), Is.EqualTo(world.Conversation.ToString()));
    }

    private static FastChat.Storage.Push.PushStateRecord? State(PushWorld world) => world.Server.Server.Services.Database()
        .PushStates.Read(new FastChat.Storage.Push.PushPlace(world.Conversation, world.Grace.Account, world.Grace.Device));

    private static Task UntilWaitingAsync(PushWorld world, ulong through) =>
        Conditions.Until(() => State(world) is { DueMs: > 0 } state && state.Through == through);

    private static Task UntilToldAsync(PushWorld world, ulong through) =>
        Conditions.Until(() => State(world) is { DueMs: 0 } state && state.Told == through);
}
