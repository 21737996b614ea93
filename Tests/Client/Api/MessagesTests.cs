using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class MessagesTests
{
    private ChatWorld _world = null!;
    private ChatClient _ada = null!;
    private ChatClient _grace = null!;
    private Conversation _adas = null!;
    private Conversation _graces = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _world = await ChatWorld.StartAsync();
        _ada = await _world.RegisterAsync("ada");
        _grace = await _world.RegisterAsync("grace");
        _adas = await _ada.OpenDirectAsync(_grace.Account!.Id);
        _graces = await _grace.OpenDirectAsync(_ada.Account!.Id);
        await (await _adas.SendAsync("the first word")).Sent.SoonAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [SetUp]
    public async Task ConnectAsync()
    {
        _ada.Paused = false;
        await _ada.LiveAsync();
        await _grace.LiveAsync();
    }

    [Test]
    public void A_conversation_is_one_handle_and_both_sides_derive_its_id()
    {
        Assert.That(_ada.GetConversation(_adas.Id), Is.SameAs(_adas));
        Assert.That(_graces.Id, Is.EqualTo(_adas.Id));
    }

    [Test]
    public async Task A_message_goes_from_queued_to_read_under_one_key()
    {
        await _ada.PauseAsync();
        await using var timeline = _adas.OpenTimeline();
        var outgoing = await _adas.SendAsync("how far am I");
        var echo = await timeline.RowAsync(item => item.Key == outgoing.Id);
        Assert.That((echo.Delivery.State, echo.Sequence, echo.Text), Is.EqualTo((DeliveryState.Queued, (long?)null, "how far am I")));
        Assert.That(timeline.Snapshot[^1], Is.EqualTo(echo));

        _ada.Paused = false;
        var sequence = await outgoing.Sent.SoonAsync();
        await timeline.RowAsync(item => item.Key == outgoing.Id && item.Delivery.State >= DeliveryState.Delivered);
        await _graces.MarkReadAsync(sequence);
        var read = await timeline.RowAsync(item => item.Key == outgoing.Id && item.Delivery.State == DeliveryState.Read);
        Assert.That(read.Sequence, Is.EqualTo(sequence));
        Assert.That(timeline.Snapshot.Count(item => item.Text == "how far am I"), Is.EqualTo(1));
    }

    [Test]
    public async Task Edits_and_reactions_of_an_unsent_message_change_its_row_and_arrive_with_it()
    {
        await _ada.PauseAsync();
        await using var timeline = _adas.OpenTimeline();
        await using var graces = _graces.OpenTimeline();
        var outgoing = await _adas.SendAsync("helo");
        await _adas.EditAsync(outgoing.Id, "hello");
        await _adas.ReactAsync(outgoing.Id, "🎉");
        var echo = await timeline.RowAsync(item => item.Key == outgoing.Id && item.Reactions.Length == 1);
        Assert.That((echo.Text, echo.Edited, echo.Sequence), Is.EqualTo(("hello", true, (long?)null)));

        _ada.Paused = false;
        await _ada.FlushAsync().SoonAsync();
        var seen = await graces.RowAsync(item => item.Key == outgoing.Id && item.Edited && item.Reactions.Length == 1);
        Assert.That(seen.Text, Is.EqualTo("hello"));
        Assert.That(seen.Reactions.Single(), Is.EqualTo(new Reaction("🎉", [_ada.Account!.Id], false)));

        await _graces.ReactAsync(outgoing.Id, "🎉");
        await _adas.ReactAsync(outgoing.Id, "🎉", on: false);
        await timeline.RowAsync(item => item.Key == outgoing.Id && item.Reactions is [{ Mine: false, Count: 1 }]);
    }

    [Test]
    public async Task A_message_that_is_deleted_unsent_is_deleted_everywhere()
    {
        await _ada.PauseAsync();
        await using var graces = _graces.OpenTimeline();
        var outgoing = await _adas.SendAsync("forget this");
        await _adas.DeleteAsync(outgoing.Id);
        _ada.Paused = false;
        await _ada.FlushAsync().SoonAsync();
        var seen = await graces.RowAsync(item => item.Key == outgoing.Id && item.Deleted);
        Assert.That(seen.Text, Is.Empty);
    }

    [Test]
    public async Task A_message_that_has_not_left_can_be_withdrawn_and_one_that_arrived_cannot()
    {
        await _ada.PauseAsync();
        var outgoing = await _adas.SendAsync("never mind");
        var waiting = outgoing.Sent;
        Assert.That(await outgoing.WithdrawAsync(), Is.True);
        Assert.That(Assert.ThrowsAsync<ChatException>(() => waiting.SoonAsync())!.Code, Is.EqualTo(ErrorCode.Withdrawn));
        _ada.Paused = false;
        var sent = await _adas.SendAsync("for good");
        await sent.Sent.SoonAsync();
        Assert.That(await _adas.GetOutgoing(sent.Id).WithdrawAsync(), Is.False);
    }

    [Test]
    public async Task A_once_key_sends_once()
    {
        var options = new SendOptions { Once = "only-once" };
        var first = await _adas.SendAsync("said once", options);
        await first.Sent.SoonAsync();
        var second = await _adas.SendAsync("said once", options);
        Assert.That(second.Id, Is.EqualTo(first.Id));
        Assert.That(await second.Sent.SoonAsync(), Is.EqualTo(await first.Sent));
    }

    [Test]
    public async Task A_full_draft_arrives_as_it_was_written()
    {
        await using var graces = _graces.OpenTimeline();
        var draft = new MessageDraft("bold move, grace")
        {
            Entities = [new TextEntity(0, 4, TextStyle.Bold)],
            ReplyToSequence = 1,
            Mentions = [_grace.Account!.Id],
            Custom = new CustomPayload("com.example.move", [1, 2, 3]),
        };
        var outgoing = await _adas.SendAsync(draft);
        var seen = await graces.RowAsync(item => item.Key == outgoing.Id);
        Assert.That(seen.Entities, Is.EqualTo(draft.Entities));
        Assert.That((seen.ReplyToSequence, seen.Custom), Is.EqualTo(((long?)1, draft.Custom)));
        Assert.That(seen.Mentions, Is.EqualTo(draft.Mentions));
        Assert.That(seen.Sender.Handle, Is.EqualTo("ada"));
    }

    [Test]
    public async Task Unread_counts_grow_and_reading_takes_them_back()
    {
        await using var list = _grace.OpenConversations();
        await _graces.MarkReadAsync(_graces.Summary.HeadSequence);
        var last = await _adas.SendAsync("unread 1");
        last = await _adas.SendAsync("unread 2");
        var sequence = await last.Sent.SoonAsync();
        var rows = await list.UntilAsync(rows => rows is [{ UnreadCount: 2 }] && rows[0].LastMessage?.Sequence == sequence);
        Assert.That((rows[0].Title, rows[0].LastMessage!.Text), Is.EqualTo(("ada", "unread 2")));
        await _graces.MarkReadAsync(sequence);
        await list.UntilAsync(rows => rows is [{ UnreadCount: 0 }]);
    }

    [Test]
    public async Task Messages_that_nobody_awaits_keep_the_order_of_their_calls()
    {
        var calls = Enumerable.Range(0, 300).Select(i => _adas.SendAsync($"unawaited {i}")).ToList();
        var sent = await Task.WhenAll(calls).SoonAsync();
        var sequences = new List<long>();
        foreach (var outgoing in sent)
            sequences.Add(await outgoing.Sent.SoonAsync());
        Assert.That(sequences, Is.Ordered.Ascending);
    }

    [Test]
    public async Task Typing_is_seen_and_lapses_with_the_message()
    {
        await using var list = _grace.OpenConversations();
        _adas.NotifyTyping();
        var rows = await list.UntilAsync(rows => rows is [{ Typing.Length: 1 }]);
        Assert.That(rows[0].Typing[0].Handle, Is.EqualTo("ada"));
        await _adas.SendAsync("typed");
        await list.UntilAsync(rows => rows is [{ Typing.Length: 0 }]);
    }

    [Test]
    public async Task Presence_tells_who_comes_and_goes()
    {
        var grace = _grace.Account!.Id;
        var seen = await _ada.WatchPresenceAsync([grace]).TakeAsync(1);
        Assert.That(seen[0], Is.EqualTo(new Presence(grace, true, null)));
    }

    [Test]
    public async Task Presence_watched_before_anything_is_shared_comes_with_the_first_message()
    {
        var linus = await _world.RegisterAsync("linus");
        await using var watch = _ada.WatchPresenceAsync([linus.Account!.Id]).GetAsyncEnumerator();
        Assert.That(await watch.MoveNextAsync().AsTask().SoonAsync(), Is.True);
        Assert.That(watch.Current.Online, Is.False, "strangers read as offline");

        var conversation = await _ada.OpenDirectAsync(linus.Account.Id);
        await (await conversation.SendAsync("now we know each other")).Sent.SoonAsync();
        while (!watch.Current.Online)
            Assert.That(await watch.MoveNextAsync().AsTask().SoonAsync(), Is.True);
    }

    [Test]
    public void What_nobody_could_take_is_refused_at_once()
    {
        Assert.That(Refusal(() => _adas.SendAsync(new MessageDraft())), Is.EqualTo(ErrorCode.InvalidArgument));
        Assert.That(Refusal(() => _adas.SendAsync(new string('x', 70_000))), Is.EqualTo(ErrorCode.MessageTooLarge));
        Assert.That(Refusal(() => _adas.EditAsync(new MessageId(1), "x")), Is.EqualTo(ErrorCode.TargetNotFound));
        Assert.That(Refusal(() => _adas.ReactAsync(new MessageId(1), "")), Is.EqualTo(ErrorCode.InvalidArgument));
        Assert.That(Refusal(() => _ada.OpenDirectAsync(_ada.Account!.Id)), Is.EqualTo(ErrorCode.InvalidArgument));
    }

    private static ErrorCode Refusal(Func<Task> act) => Assert.ThrowsAsync<ChatException>(() => act())!.Code;
}
