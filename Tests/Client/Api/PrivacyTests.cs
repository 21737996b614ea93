using FastChat.Client;

namespace FastChat.Tests.Client.Api;

/// <summary>Who sees that Ada is there, when she was, and how far she has read; and what she sees for it.</summary>
[TestFixture]
internal sealed class PrivacyTests : MessageWorld
{
    [TearDown]
    public async Task OpenUpAsync()
    {
        (Ada.Paused, AdaTwo.Paused) = (false, false);
        await Ada.Preferences.ChangeAsync(new AccountSettingsChange
        {
            Presence = Audience.Everyone,
            LastSeen = Audience.Everyone,
            ReadReceipts = Audience.Everyone,
            Invitations = Audience.Everyone,
        });
        await Ada.Contacts.RemoveAsync(Grace.Account!.Id);
        await Ada.FlushAsync().SoonAsync();
    }

    [Test]
    public async Task Who_hides_its_presence_is_not_seen_and_does_not_see()
    {
        await SetAsync(new AccountSettingsChange { Presence = Audience.Nobody, LastSeen = Audience.Nobody });
        Assert.That((await FirstAsync(Grace, Ada)).Online, Is.False);
        Assert.That((await FirstAsync(Grace, Ada)).LastSeen, Is.Null);
        Assert.That((await FirstAsync(Ada, Grace)).Online, Is.False, "nor does she see the others");
        await SetAsync(new AccountSettingsChange { Presence = Audience.Contacts });
        Assert.That((await FirstAsync(Grace, Ada)).Online, Is.False);
        await Ada.Contacts.AddAsync(Grace.Account!.Id);
        await Ada.FlushAsync().SoonAsync();
        Assert.That((await FirstAsync(Grace, Ada)).Online, Is.True, "contacts see it");
        Assert.That((await FirstAsync(Ada, Grace)).Online, Is.True);
    }

    [Test]
    public async Task A_change_ends_what_is_being_watched_at_once()
    {
        await using var watch = Grace.WatchPresenceAsync([Ada.Account!.Id]).GetAsyncEnumerator();
        await BlockTests.UntilAsync(watch, presence => presence.Online);
        await SetAsync(new AccountSettingsChange { Presence = Audience.Nobody });
        await BlockTests.UntilAsync(watch, presence => !presence.Online);
    }

    [Test]
    public async Task When_one_was_last_seen_is_told_apart_from_being_there()
    {
        await SetAsync(new AccountSettingsChange { LastSeen = Audience.Nobody });
        Assert.That((await FirstAsync(Grace, Ada)).Online, Is.True);
        await using var watch = Grace.WatchPresenceAsync([Ada.Account!.Id]).GetAsyncEnumerator();
        await BlockTests.UntilAsync(watch, presence => presence.Online);
        (Ada.Paused, AdaTwo.Paused) = (true, true);
        await BlockTests.UntilAsync(watch, presence => !presence.Online);
        Assert.That(watch.Current.LastSeen, Is.Null);
    }

    [Test]
    public async Task Read_receipts_are_told_to_those_who_may_see_them_and_tell_theirs()
    {
        await SetAsync(new AccountSettingsChange { ReadReceipts = Audience.Nobody });
        var hidden = await Graces.SendAsync("do you read me?");
        await ReadAsync(Ada, await hidden.Sent.SoonAsync());
        await using var graces = Graces.OpenTimeline();
        await graces.RowAsync(item => item.Key == hidden.Id && item.Delivery.State == DeliveryState.Delivered);
        await SummaryAsync(AdaTwo, row => row.UnreadCount == 0 && row.HeadSequence == Graces.Summary.HeadSequence);
        Assert.That((await Graces.ReadMembersAsync().TakeAsync(2)).Single(member => member.Account.Id == Ada.Account!.Id).ReadSequence, Is.Zero);

        var mine = await Adas.SendAsync("and you me?");
        await ReadAsync(Grace, await mine.Sent.SoonAsync());
        await using var adas = Adas.OpenTimeline();
        await adas.RowAsync(item => item.Key == mine.Id && item.Delivery.State == DeliveryState.Delivered);
        Assert.That((await Adas.ReadMembersAsync().TakeAsync(2)).Single(member => member.Account.Id == Grace.Account!.Id).ReadSequence, Is.Zero);

        await Ada.Contacts.AddAsync(Grace.Account!.Id);
        await SetAsync(new AccountSettingsChange { ReadReceipts = Audience.Contacts });
        var shown = await Graces.SendAsync("now?");
        await ReadAsync(Ada, await shown.Sent.SoonAsync());
        await graces.RowAsync(item => item.Key == shown.Id && item.Delivery.State == DeliveryState.Read);
    }

    [Test]
    public async Task Only_whom_one_lets_adds_one_to_groups()
    {
        await SetAsync(new AccountSettingsChange { Invitations = Audience.Contacts });
        var group = await Grace.CreateGroupAsync("without her", [Ada.Account!.Id]);
        Assert.That(group.Summary.MemberCount, Is.EqualTo(1));
        await Ada.Contacts.AddAsync(Grace.Account!.Id);
        await Ada.FlushAsync().SoonAsync();
        await group.AddMembersAsync([Ada.Account!.Id]);
        await using var list = Ada.OpenConversations();
        await list.UntilAsync(rows => rows.Any(row => row.Id == group.Id));
        await group.DeleteConversationAsync();
    }

    private async Task SetAsync(AccountSettingsChange change)
    {
        await Ada.Preferences.ChangeAsync(change);
        await Ada.FlushAsync().SoonAsync();
    }

    /// <summary>Reads what has arrived, and tells the server.</summary>
    private async Task ReadAsync(ChatClient reader, long sequence)
    {
        await SummaryAsync(reader, row => row.HeadSequence >= sequence);
        await reader.GetConversation(Adas.Id).MarkReadAsync(sequence);
        await reader.FlushAsync().SoonAsync();
    }

    /// <summary>What the watcher sees first.</summary>
    private static async Task<Presence> FirstAsync(ChatClient watcher, ChatClient watched) =>
        (await watcher.WatchPresenceAsync([watched.Account!.Id]).TakeAsync(1)).Single();
}
