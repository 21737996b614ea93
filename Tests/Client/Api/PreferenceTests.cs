using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class PreferenceTests : MessageWorld
{
    [TearDown]
    public async Task TidyAsync()
    {
        await Ada.Preferences.ChangeAsync(new AccountSettingsChange { Notifications = NotificationLevel.Default });
        await Adas.Preferences.ArchiveAsync(archived: false);
        await Adas.Preferences.UnmuteAsync();
        await Adas.Preferences.UnpinAsync();
        await Adas.Preferences.SetNotificationsAsync(NotificationLevel.Default);
        foreach (var folder in Ada.Preferences.Folders)
            await Ada.Preferences.RemoveFolderAsync(folder.Id);
        Ada.Paused = false;
        await Ada.FlushAsync().SoonAsync();
    }

    [Test]
    public async Task What_two_devices_change_offline_is_the_same_on_both_when_they_return()
    {
        var until = TimeProvider.System.GetUtcNow().AddHours(1);
        FolderId folder = default;
        await WhileAdaIsAwayAsync(async () =>
        {
            folder = (await Ada.Preferences.AddFolderAsync("friends")).Id;
            await Adas.Preferences.AddToFolderAsync(folder);
            await Adas.Preferences.MuteAsync(until);
            await AdasTwo.Preferences.PinAsync();
            await AdasTwo.Preferences.SetNotificationsAsync(NotificationLevel.Mentions);
            Assert.That(Adas.Summary, Has.Property("PinPlace").EqualTo(0).And.Property("Folders").EqualTo(new[] { folder }), "shown at once");
        });
        foreach (var device in new[] { Ada, AdaTwo })
        {
            var row = await SummaryAsync(device, row => row is { PinPlace: 1, MutedUntil: not null, Notifications: NotificationLevel.Mentions, Folders.Length: 1 });
            Assert.That(row.MutedUntil!.Value.ToUnixTimeMilliseconds(), Is.EqualTo(until.ToUnixTimeMilliseconds()));
            Assert.That(device.Preferences.Folders, Is.EqualTo(new[] { new Folder(folder, "friends") }));
        }

        Assert.That(Graces.Summary, Has.Property("PinPlace").EqualTo(0), "it is nobody else's affair");
    }

    [Test]
    public async Task Of_two_devices_that_change_the_same_thing_offline_the_one_that_returns_last_wins()
    {
        (Ada.Paused, AdaTwo.Paused) = (true, true);
        await Adas.Preferences.SetNotificationsAsync(NotificationLevel.None);
        await AdasTwo.Preferences.SetNotificationsAsync(NotificationLevel.Mentions);
        AdaTwo.Paused = false;
        await AdaTwo.FlushAsync().SoonAsync();
        Ada.Paused = false;
        foreach (var device in new[] { Ada, AdaTwo })
            await SummaryAsync(device, row => row.Notifications == NotificationLevel.None);
    }

    [Test]
    public async Task A_change_made_offline_survives_the_end_of_the_program()
    {
        var device = await World.SignInAsync("ada", "ada-restarted");
        device.Paused = true;
        await device.GetConversation(Adas.Id).Preferences.MuteAsync();
        var again = await World.RestartAsync(device, "ada-restarted");
        Assert.That(again.GetConversation(Adas.Id).Summary.MutedUntil, Is.EqualTo(DateTimeOffset.MaxValue));
        await again.FlushAsync().SoonAsync();
        await SummaryAsync(Ada, row => row.MutedUntil == DateTimeOffset.MaxValue);
        await again.DisposeAsync();
    }

    [Test]
    public async Task A_new_message_brings_an_archived_conversation_back_unless_it_is_muted()
    {
        await SummaryAsync(Ada, row => row.HeadSequence == AdasTwo.Summary.HeadSequence);
        await Adas.Preferences.MuteAsync();
        await Adas.Preferences.ArchiveAsync();
        await SummaryAsync(AdaTwo, row => row is { Archived: true, MutedUntil: not null });
        var head = await SentAsync(Graces.SendAsync("psst"));
        await SummaryAsync(Ada, row => row.HeadSequence == head && row.Archived);
        await SummaryAsync(AdaTwo, row => row.HeadSequence == head && row.Archived);

        await Adas.Preferences.UnmuteAsync();
        await SummaryAsync(AdaTwo, row => row is { Archived: false, MutedUntil: null });
        await Adas.Preferences.ArchiveAsync();
        await SummaryAsync(AdaTwo, row => row.Archived);
        await SentAsync(Graces.SendAsync("hello?"));
        await SummaryAsync(Ada, row => !row.Archived);
        await SummaryAsync(AdaTwo, row => !row.Archived);
    }

    [Test]
    public async Task Pinned_conversations_stand_first_in_the_order_that_one_gives_them()
    {
        var groups = new List<Conversation>();
        for (var i = 0; i < 3; i++)
            groups.Add(await Ada.CreateGroupAsync($"group {i}", [Grace.Account!.Id]));
        foreach (var group in groups)
            await group.Preferences.PinAsync();
        await groups[2].Preferences.PinAsync(after: groups[0].Id);
        await SentAsync(Adas.SendAsync("the latest, and yet not first"));
        foreach (var device in new[] { Ada, AdaTwo })
        {
            await using var list = device.OpenConversations();
            await list.UntilAsync(rows => rows.Length == 4 && rows.Select(row => row.Id).SequenceEqual([groups[1].Id, groups[0].Id, groups[2].Id, Adas.Id]));
        }

        foreach (var group in groups)
            await group.DeleteConversationAsync();
    }

    [Test]
    public async Task Folders_are_named_ordered_and_limited()
    {
        var work = await Ada.Preferences.AddFolderAsync(" work ");
        var play = await Ada.Preferences.AddFolderAsync("play");
        await Ada.Preferences.MoveFolderAsync(play.Id, after: null);
        await Ada.Preferences.RenameFolderAsync(work.Id, "labour");
        await Ada.FlushAsync().SoonAsync();
        await AdaTwo.FlushAsync().SoonAsync();
        await UntilAsync(AdaTwo, () => AdaTwo.Preferences.Folders.Select(folder => folder.Name).SequenceEqual(["play", "labour"]));
        Assert.That(Refusal(() => Ada.Preferences.AddFolderAsync("  ")), Is.EqualTo(ErrorCode.InvalidName));
        Assert.That(Refusal(() => Ada.Preferences.RenameFolderAsync(new FolderId(1), "x")), Is.EqualTo(ErrorCode.FolderNotFound));
        await AdasTwo.Preferences.AddToFolderAsync(play.Id);
        await SummaryAsync(Ada, row => row.Folders.Length == 1);
        await AdaTwo.Preferences.RemoveFolderAsync(play.Id);
        await SummaryAsync(Ada, row => row.Folders.Length == 0);
    }

    [Test]
    public async Task The_account_s_level_holds_where_a_conversation_has_none()
    {
        await Ada.Preferences.ChangeAsync(new AccountSettingsChange { Notifications = NotificationLevel.None });
        await SummaryAsync(AdaTwo, row => row.Notifications == NotificationLevel.None);
        await AdasTwo.Preferences.SetNotificationsAsync(NotificationLevel.All);
        await SummaryAsync(Ada, row => row.Notifications == NotificationLevel.All);
    }

    private static async Task UntilAsync(ChatClient client, Func<bool> holds)
    {
        var changed = new SemaphoreSlim(0);
        void Changed(object? sender, EventArgs e) => changed.Release();
        client.Preferences.Changed += Changed;
        while (!holds())
            Assert.That(await changed.WaitAsync(Waiting.Deadline), Is.True, "it did not get there");
        client.Preferences.Changed -= Changed;
    }
}
