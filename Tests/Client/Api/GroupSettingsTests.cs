using FastChat.Client;

namespace FastChat.Tests.Client.Api;

/// <summary>Groups as the SDK shows them: what is set on one device is the same on all, those that were away included.</summary>
[TestFixture]
internal sealed class GroupSettingsTests : MessageWorld
{
    [Test]
    public async Task Settings_roles_and_permissions_reach_devices_that_were_away()
    {
        var group = await Grace.CreateGroupAsync("Engines", [Ada.Account!.Id]);
        await InfoAsync(AdaTwo, group, info => info.MyPermissions != GroupPermissions.None);
        await WhileAdaIsAwayAsync(async () =>
        {
            await group.Group.UpdateAsync(new GroupChange
            {
                Description = "Of all sizes",
                SlowMode = TimeSpan.FromSeconds(30),
                History = HistoryVisibility.Last,
                HistoryEntries = 10,
            }).SoonAsync();
            await group.SetRoleAsync(Ada.Account.Id, Role.Moderator).SoonAsync();
            await group.Group.SetRolePermissionsAsync(Role.Member, GroupPermissions.Send | GroupPermissions.React).SoonAsync();
            await group.Group.SetMemberPermissionsAsync(Ada.Account.Id, GroupPermissions.Invite, GroupPermissions.Ban).SoonAsync();
        });
        var expected = await InfoAsync(Ada, group, info => (info.MyPermissions & GroupPermissions.Invite) != 0);
        Assert.Multiple(() =>
        {
            Assert.That((expected.Description, expected.SlowMode), Is.EqualTo(("Of all sizes", TimeSpan.FromSeconds(30))));
            Assert.That((expected.History, expected.HistoryEntries), Is.EqualTo((HistoryVisibility.Last, 10)));
            Assert.That(expected.MemberPermissions, Is.EqualTo(GroupPermissions.Send | GroupPermissions.React));
            Assert.That(expected.MyPermissions, Is.EqualTo((expected.ModeratorPermissions | GroupPermissions.Invite) & ~GroupPermissions.Ban));
        });
        Assert.That(await InfoAsync(AdaTwo, group, info => info == expected), Is.EqualTo(expected));
        await using var timeline = AdaTwo.GetConversation(group.Id).OpenTimeline();
        var rows = await timeline.UntilAsync(rows => rows.Any(row => row.Membership is MembershipChange.MemberPermissionsChanged));
        Assert.That(rows.Select(row => row.Membership), Has.Some.EqualTo(new MembershipChange.RolePermissionsChanged(Role.Member, expected.MemberPermissions)));
        Assert.That(rows.Select(row => (row.Membership as MembershipChange.SettingsChanged)?.Description), Has.Some.EqualTo("Of all sizes"));
    }

    [Test]
    public async Task The_picture_of_a_group_is_read_by_its_members_alone()
    {
        var group = await Grace.CreateGroupAsync("Engines", [Ada.Account!.Id]);
        byte[] picture = [1, 2, 3];
        await group.Group.SetAvatarAsync(AttachmentSource.FromStream(new MemoryStream(picture), "engine.bin")).SoonAsync();
        await InfoAsync(Ada, group, info => info.Avatar is not null);
        using var downloaded = new MemoryStream();
        Assert.That(await Ada.GetConversation(group.Id).Group.DownloadAvatarAsync(downloaded).SoonAsync());
        Assert.That(downloaded.ToArray(), Is.EqualTo(picture));
        await group.RemoveMemberAsync(Ada.Account.Id).SoonAsync();
        Assert.That(Refusal(() => Ada.GetConversation(group.Id).Group.DownloadAvatarAsync(new MemoryStream()).SoonAsync()), Is.EqualTo(ErrorCode.NotFound));
        await group.Group.SetAvatarAsync(null).SoonAsync();
        await InfoAsync(Grace, group, info => info.Avatar is null);
    }

    [Test]
    public async Task A_message_that_slow_mode_refused_is_sent_again_when_it_may_be()
    {
        var group = await Grace.CreateGroupAsync("Slow", [Ada.Account!.Id]);
        await group.Group.UpdateAsync(new GroupChange { SlowMode = TimeSpan.FromHours(1) }).SoonAsync();
        var adas = Ada.GetConversation(group.Id);
        await InfoAsync(Ada, group, info => info.SlowMode > TimeSpan.Zero);
        var first = await adas.SendAsync("first");
        var second = await adas.SendAsync("second");
        await first.Sent.SoonAsync();
        Assert.That(Refusal(() => second.Sent.SoonAsync()), Is.EqualTo(ErrorCode.SlowMode));
        await using var timeline = adas.OpenTimeline();
        var row = await timeline.RowAsync(item => item.Key == second.Id);
        Assert.That((row.Delivery.State, row.Delivery.CanRetry), Is.EqualTo((DeliveryState.Refused, true)));
        Assert.That(row.Delivery.RetryAt, Is.Not.Null);
        await SentAsync(adas.ReactAsync(first.Id, "👍"));
        await group.Group.UpdateAsync(new GroupChange { SlowMode = TimeSpan.Zero }).SoonAsync();
        await second.RetryAsync().SoonAsync();
        await second.Sent.SoonAsync();
    }

    [Test]
    public async Task A_mute_and_a_ban_are_known_on_every_device_and_end()
    {
        var group = await Grace.CreateGroupAsync("Engines", [Ada.Account!.Id]);
        await InfoAsync(AdaTwo, group, info => info.MyPermissions != GroupPermissions.None);
        var until = TimeProvider.System.GetUtcNow().AddHours(1);
        await WhileAdaIsAwayAsync(() => group.Group.MuteAsync(Ada.Account.Id, until).SoonAsync());
        foreach (var device in new[] { Ada, AdaTwo })
        {
            var info = await InfoAsync(device, group, info => info.MutedUntil is not null);
            Assert.That(info.MutedUntil, Is.EqualTo(until).Within(TimeSpan.FromMilliseconds(1)));
        }

        var muted = await Ada.GetConversation(group.Id).SendAsync("muted");
        Assert.That(Refusal(() => muted.Sent.SoonAsync()), Is.EqualTo(ErrorCode.Muted));
        Assert.That((await group.ReadMembersAsync().TakeAsync(2)).Single(member => member.Account.Handle == "ada").MutedUntil, Is.Not.Null);
        await group.Group.MuteAsync(Ada.Account.Id, null).SoonAsync();
        await InfoAsync(AdaTwo, group, info => info.MutedUntil is null);
        await muted.RetryAsync().SoonAsync();
        await muted.Sent.SoonAsync();

        await WhileAdaIsAwayAsync(() => group.Group.BanAsync(Ada.Account.Id, until).SoonAsync());
        foreach (var device in new[] { Ada, AdaTwo })
        {
            await using var list = device.OpenConversations();
            await list.UntilAsync(rows => rows.All(row => row.Id != group.Id));
        }

        var ban = (await group.Group.ReadBansAsync().TakeAsync(1)).Single();
        Assert.That((ban.Account.Handle, ban.By.Handle), Is.EqualTo(("ada", "grace")));
        Assert.That(Refusal(() => group.AddMembersAsync([Ada.Account.Id]).SoonAsync()), Is.EqualTo(ErrorCode.Banned));
        await group.Group.LiftBanAsync(Ada.Account.Id).SoonAsync();
        await group.AddMembersAsync([Ada.Account.Id]).SoonAsync();
        await InfoAsync(AdaTwo, group, info => info.MyPermissions != GroupPermissions.None);
    }

    [Test]
    public async Task A_newcomer_reads_what_the_rule_shows_it_also_after_coming_back()
    {
        var group = await Grace.CreateGroupAsync("Engines", []);
        await SentAsync(group.SendAsync("before"));
        await group.Group.UpdateAsync(new GroupChange { History = HistoryVisibility.All }).SoonAsync();
        await group.AddMembersAsync([Ada.Account!.Id]).SoonAsync();
        await using (var timeline = Ada.GetConversation(group.Id).OpenTimeline())
            await timeline.UntilAsync(rows => rows.Any(row => row.Text == "before") && rows.Any(row => row.Membership is MembershipChange.Added));
        await group.RemoveMemberAsync(Ada.Account.Id).SoonAsync();
        await SentAsync(group.SendAsync("meanwhile"));
        await group.AddMembersAsync([Ada.Account.Id]).SoonAsync();
        foreach (var device in new[] { Ada, AdaTwo })
        {
            await using var timeline = device.GetConversation(group.Id).OpenTimeline();
            var rows = await timeline.UntilAsync(rows =>
                rows.Count(row => row.Membership is MembershipChange.Added) == 2 && rows.Any(row => row.Text == "before") && rows.Any(row => row.Text == "meanwhile"));
            Assert.That(rows.Where(row => row.Text.Length > 0).Select(row => row.Text), Is.EqualTo(new[] { "before", "meanwhile" }));
        }
    }

    private static Task<GroupInfo> InfoAsync(ChatClient device, Conversation conversation, Func<GroupInfo, bool> fits) =>
        device.GetConversation(conversation.Id).UntilInfoAsync(fits);
}
