using FastChat.Client;
using FastChat.Tests.Support;

namespace FastChat.Tests.Client.Api;

/// <summary>
/// Two of Ada's devices are away while much happens, by their own hand and by others'; afterwards they, and a third that signs in later,
/// know the same.
/// </summary>
[TestFixture]
internal sealed class AgreementTests : MessageWorld
{
    [Test]
    public async Task Roles_mutes_settings_and_bans_of_a_group_are_the_same_on_all_devices_in_the_end()
    {
        var linus = await World.RegisterAsync("linus");
        var mary = await World.RegisterAsync("mary");
        var group = await Grace.CreateGroupAsync("Engines", [Ada.Account!.Id, linus.Account!.Id, mary.Account!.Id]);
        foreach (var device in new[] { Ada, AdaTwo })
            await device.GetConversation(group.Id).UntilInfoAsync(info => info.MyPermissions != GroupPermissions.None);
        var until = TimeProvider.System.GetUtcNow().AddHours(1);
        await WhileAdaIsAwayAsync(async () =>
        {
            await group.RenameAsync("Difference engines").SoonAsync();
            await group.Group.UpdateAsync(new GroupChange { Description = "Of all sizes", SlowMode = TimeSpan.FromSeconds(5), History = HistoryVisibility.All }).SoonAsync();
            await group.SetRoleAsync(Ada.Account.Id, Role.Admin).SoonAsync();
            await group.SetRoleAsync(linus.Account.Id, Role.Moderator).SoonAsync();
            await linus.GetConversation(group.Id).Group.MuteAsync(mary.Account.Id, until).SoonAsync();
            await group.Group.SetRolePermissionsAsync(Role.Moderator, GroupPermissions.Send | GroupPermissions.Pin).SoonAsync();
            await group.Group.BanAsync(mary.Account.Id, until).SoonAsync();
            await SentAsync(group.SendAsync("while they were away"));
            await group.SetRoleAsync(Ada.Account.Id, Role.Owner).SoonAsync();
        });
        var late = await World.SignInAsync("ada", "ada-late-group");
        var expected = string.Join('\n',
            "Difference engines, Of all sizes, a message in 00:00:05, All, Owner, 3 members, last 'while they were away'",
            "moderators Send, Pin",
            "Created Renamed SettingsChanged RoleChanged RoleChanged Muted RolePermissionsChanged Removed RoleChanged");
        foreach (var device in new[] { Ada, AdaTwo, late })
            await KnowsAsync(device, group, expected);
        Assert.That(await MembersAsync(AdaTwo, group), Is.EqualTo("ada Owner, grace Admin, linus Moderator"));
        Assert.That((await AdaTwo.GetConversation(group.Id).Group.ReadBansAsync().TakeAsync(1)).Single().Account.Handle, Is.EqualTo("mary"));

        // What one device does, whose turn it is now, the other learns when it returns.
        Ada.Paused = true;
        var two = AdaTwo.GetConversation(group.Id);
        await two.Group.LiftBanAsync(mary.Account.Id).SoonAsync();
        await two.AddMembersAsync([mary.Account.Id]).SoonAsync();
        await two.SetRoleAsync(linus.Account.Id, Role.Member).SoonAsync();
        await two.Group.UpdateAsync(new GroupChange { Description = "" }).SoonAsync();
        Ada.Paused = false;
        expected = expected.Replace("Of all sizes, ", ", ", StringComparison.Ordinal).Replace("3 members", "4 members", StringComparison.Ordinal)
            + " Added RoleChanged SettingsChanged";
        foreach (var device in new[] { Ada, AdaTwo, late })
            await KnowsAsync(device, group, expected);
        Assert.That(await MembersAsync(Ada, group), Is.EqualTo("ada Owner, grace Admin, linus Member, mary Member muted"));
        await late.DisposeAsync();
    }

    [Test]
    public async Task Archive_pins_folders_mutes_levels_drafts_contacts_and_blocks_are_the_same_on_all_devices_in_the_end()
    {
        var ken = await World.RegisterAsync("ken");
        var group = await Ada.CreateGroupAsync("Notes", [Grace.Account!.Id]);
        await AdaTwo.GetConversation(group.Id).UntilInfoAsync(info => info.MyPermissions != GroupPermissions.None);
        var until = TimeProvider.System.GetUtcNow().AddHours(1);
        (Ada.Paused, AdaTwo.Paused) = (true, true);
        await Adas.Preferences.MuteAsync(until);
        await Adas.Preferences.ArchiveAsync();
        await Adas.Preferences.AddToFolderAsync((await Ada.Preferences.AddFolderAsync("friends")).Id);
        await Adas.Preferences.SetDraftAsync("dear Grace");
        await Ada.Contacts.AddAsync(Grace.Account.Id, "Amazing Grace");
        await Ada.GetConversation(group.Id).Preferences.SetDraftAsync("overwritten");
        await Ada.GetConversation(group.Id).Preferences.PinAsync();
        await Ada.Preferences.ChangeAsync(new AccountSettingsChange { Notifications = NotificationLevel.Mentions });

        await AdasTwo.Preferences.SetNotificationsAsync(NotificationLevel.None);
        await AdasTwo.Preferences.PinAsync();
        await AdaTwo.GetConversation(group.Id).Preferences.AddToFolderAsync((await AdaTwo.Preferences.AddFolderAsync("work")).Id);
        await AdaTwo.GetConversation(group.Id).Preferences.SetDraftAsync("the last word");
        await AdaTwo.Contacts.AddAsync(ken.Account!.Id);
        await AdaTwo.Contacts.BlockAsync(ken.Account.Id);
        await AdaTwo.Preferences.ChangeAsync(new AccountSettingsChange { LastSeen = Audience.Contacts });

        // One after the other, so that it is certain who returns last.
        Ada.Paused = false;
        await Ada.FlushAsync().SoonAsync();
        AdaTwo.Paused = false;
        await AdaTwo.FlushAsync().SoonAsync();
        var late = await World.SignInAsync("ada", "ada-late-settings");
        var expected = string.Join('\n',
            $"Amazing Grace: archived, pinned 1, muted until {until.ToUnixTimeMilliseconds()}, level None, in friends, draft 'dear Grace'",
            "Notes: pinned 2, level Mentions, in work, draft 'the last word'",
            "folders friends work",
            "contacts Amazing Grace, ken",
            "blocked ken",
            "level Mentions, last seen Contacts");
        foreach (var device in new[] { Ada, AdaTwo, late })
        {
            await using var list = device.OpenConversations();
            await BecomesAsync(() => Settings(device, list), expected);
        }

        await late.DisposeAsync();
    }

    /// <summary>What the device itself holds, offline too.</summary>
    private static async Task KnowsAsync(ChatClient device, Conversation group, string expected)
    {
        var conversation = device.GetConversation(group.Id);
        await using var timeline = conversation.OpenTimeline();
        await BecomesAsync(
            () =>
            {
                var (summary, info) = (conversation.Summary, conversation.Group.Info);
                var changes = timeline.Snapshot.Where(row => row.Membership is not null).Select(row => row.Membership!.GetType().Name);
                return string.Join('\n',
                    $"{summary.Title}, {info.Description}, a message in {info.SlowMode}, {info.History}, {summary.MyRole}, {summary.MemberCount} members, last '{summary.LastMessage?.Text}'",
                    $"moderators {info.ModeratorPermissions}",
                    string.Join(' ', changes));
            },
            expected);
    }

    private static async Task<string> MembersAsync(ChatClient device, Conversation group)
    {
        var members = new List<string>();
        await foreach (var member in device.GetConversation(group.Id).ReadMembersAsync())
            members.Add($"{member.Account.Handle} {member.Role}{(member.MutedUntil is null ? "" : " muted")}");
        return string.Join(", ", members.Order(StringComparer.Ordinal));
    }

    private static async Task BecomesAsync(Func<string> read, string expected)
    {
        try
        {
            await Conditions.Until(() => read() == expected);
        }
        catch (OperationCanceledException)
        {
            Assert.That(read(), Is.EqualTo(expected));
        }
    }

    private static string Settings(ChatClient device, LiveList<ConversationSummary> list)
    {
        var folders = device.Preferences.Folders;
        var lines = list.Snapshot.Where(row => row.PinPlace > 0).OrderBy(row => row.PinPlace).Select(row => row.Title + ": " + string.Join(", ", Parts(row))).ToList();
        lines.Add("folders " + string.Join(' ', folders.Select(folder => folder.Name).Order(StringComparer.Ordinal)));
        lines.Add("contacts " + string.Join(", ", device.Contacts.All.Select(contact => contact.Account.Name).Order(StringComparer.Ordinal)));
        lines.Add("blocked " + string.Join(", ", device.Contacts.Blocked.Select(account => account.Handle)));
        lines.Add($"level {device.Preferences.Settings.Notifications}, last seen {device.Preferences.Settings.LastSeen}");
        return string.Join('\n', lines);

        IEnumerable<string> Parts(ConversationSummary row)
        {
            if (row.Archived) yield return "archived";
            yield return $"pinned {row.PinPlace}";
            if (row.MutedUntil is { } until) yield return $"muted until {until.ToUnixTimeMilliseconds()}";
            yield return $"level {row.Notifications}";
            foreach (var folder in row.Folders) yield return $"in {folders.FirstOrDefault(known => known.Id == folder)?.Name}";
            if (row.DraftText.Length > 0) yield return $"draft '{row.DraftText}'";
        }
    }
}
