using FastChat.Client;

namespace FastChat.Tests.Client.Api;

/// <summary>Ada blocks Grace: nothing of hers arrives, and nothing tells her.</summary>
[TestFixture]
internal sealed class BlockTests : MessageWorld
{
    [TearDown]
    public async Task UnblockAsync()
    {
        Ada.Paused = false;
        await Ada.Contacts.UnblockAsync(Grace.Account!.Id);
        await Ada.FlushAsync().SoonAsync();
    }

    [Test]
    public async Task What_a_blocked_account_writes_is_accepted_and_never_arrives()
    {
        var before = await SentAsync(Graces.SendAsync("before the block"));
        await SummaryAsync(Ada, row => row.HeadSequence >= before);
        await WhileAdaIsAwayAsync(() => Ada.Contacts.BlockAsync(Grace.Account!.Id));
        await Ada.FlushAsync().SoonAsync();
        await ContactTests.UntilAsync(AdaTwo, () => AdaTwo.Contacts.IsBlocked(Grace.Account!.Id));

        var during = await Graces.SendAsync("during the block");
        var sequence = await during.Sent.SoonAsync();
        Assert.That(sequence, Is.GreaterThan(before), "accepted as always");
        await SentAsync(Graces.ReactAsync(during.Id, "👍"));
        var refused = await Adas.SendAsync("to whom?");
        Assert.That(Refusal(() => refused.Sent.SoonAsync()), Is.EqualTo(ErrorCode.Forbidden));
        await refused.WithdrawAsync();

        // A new device has everything from the server: it gets no more than the others.
        var late = await World.SignInAsync("ada", "ada-late-block");
        foreach (var device in new[] { Ada, AdaTwo, late })
        {
            var row = await SummaryAsync(device, row => row.HeadSequence == before);
            Assert.That(row.LastMessage!.Text, Is.EqualTo("before the block"));
            Assert.That((await device.SearchAsync("during")).Messages, Is.Empty);
        }

        await using var graces = Graces.OpenTimeline();
        Assert.That((await graces.RowAsync(item => item.Key == during.Id)).Delivery.State, Is.EqualTo(DeliveryState.Sent));

        await Ada.Contacts.UnblockAsync(Grace.Account!.Id);
        await Ada.FlushAsync().SoonAsync();
        var after = await SentAsync(Graces.SendAsync("after the block"));
        foreach (var device in new[] { Ada, AdaTwo, late })
        {
            // What came meanwhile is not unread: the state, which says so, may come after the message.
            await SummaryAsync(device, row => row is { UnreadCount: 1, LastMessage.Text: "after the block" } && row.HeadSequence == after);
            await using var timeline = device.GetConversation(Adas.Id).OpenTimeline();
            var rows = await timeline.UntilAsync(rows => rows.Any(item => item.Text == "after the block")
                && rows.Any(item => item.Text == "before the block") && rows.All(item => item.Sequence != sequence));
            Assert.That(rows.Select(item => item.Text), Does.Not.Contain("during the block"));
            Assert.That((await device.SearchAsync("during")).Messages, Is.Empty);
            Assert.That((await device.SearchAsync("during", new SearchOptions { Place = SearchPlace.Device })).Messages, Is.Empty);
        }

        await Adas.MarkReadAsync(after);
        await late.DisposeAsync();
    }

    [Test]
    public async Task A_blocked_account_opens_a_conversation_and_adds_to_groups_as_it_seems_to_it()
    {
        var linus = await World.RegisterAsync("linus.b");
        await Ada.Contacts.BlockAsync(linus.Account!.Id);
        await Ada.FlushAsync().SoonAsync();
        var direct = await linus.OpenDirectAsync(Ada.Account!.Id);
        await SentAsync(direct.SendAsync("hello, I am new here"));
        var group = await linus.CreateGroupAsync("a trap", [Ada.Account!.Id, Grace.Account!.Id]);
        await group.AddMembersAsync([Ada.Account!.Id]);
        Assert.That((await group.ReadMembersAsync().TakeAsync(2)).Select(member => member.Account.Id), Does.Not.Contain(Ada.Account!.Id));

        var late = await World.SignInAsync("ada", "ada-late-direct");
        foreach (var device in new[] { Ada, AdaTwo, late })
        {
            await SentAsync(Graces.SendAsync("something that does arrive"));
            await SummaryAsync(device, row => row.HeadSequence == Graces.Summary.HeadSequence);
            await using var list = device.OpenConversations();
            Assert.That(list.Snapshot.Select(row => row.Id), Does.Not.Contain(direct.Id).And.Not.Contain(group.Id));
        }

        await Ada.Contacts.UnblockAsync(linus.Account!.Id);
        await Ada.FlushAsync().SoonAsync();
        await SentAsync(direct.SendAsync("hello again"));
        foreach (var device in new[] { Ada, AdaTwo, late })
        {
            await using var list = device.OpenConversations();
            await list.UntilAsync(rows => rows.Any(row => row.Id == direct.Id && row.LastMessage?.Text == "hello again"));
            await using var timeline = device.GetConversation(direct.Id).OpenTimeline();
            await timeline.UntilAsync(items => items.Any(item => item.Text == "hello again") && items.All(item => item.Text != "hello, I am new here"));
        }

        await group.DeleteConversationAsync();
        await late.DisposeAsync();
    }

    [Test]
    public async Task Presence_and_typing_of_either_side_do_not_reach_the_other()
    {
        await using var watch = Grace.WatchPresenceAsync([Ada.Account!.Id]).GetAsyncEnumerator();
        await UntilAsync(watch, presence => presence.Online);
        await Ada.Contacts.BlockAsync(Grace.Account!.Id);
        await UntilAsync(watch, presence => presence is { Online: false, LastSeen: null });
        Assert.That((await Ada.WatchPresenceAsync([Grace.Account!.Id]).TakeAsync(1)).Single(), Has.Property("Online").False);
        Graces.NotifyTyping();
        await SentAsync(Graces.SendAsync("typed"));
        Assert.That(Adas.Summary.Typing, Is.Empty);
    }

    internal static async Task UntilAsync(IAsyncEnumerator<Presence> watch, Func<Presence, bool> fits)
    {
        do
            Assert.That(await watch.MoveNextAsync().AsTask().SoonAsync(), Is.True);
        while (!fits(watch.Current));
    }
}
