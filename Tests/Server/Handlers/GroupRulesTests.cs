using System.Net.Http.Json;
using FastChat.Protocol;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Handlers;

/// <summary>Settings, permissions, mutes, bans and slow mode of groups, over the wire.</summary>
[TestFixture]
internal sealed class GroupRulesTests : GroupWorld
{
    [Test]
    public async Task Titles_descriptions_links_and_webhooks_are_called_what_shows()
    {
        const string Hidden = "\u202Eseciohc";
        var group = await GroupAsync();
        Assert.That(await RefusedAsync(Adas, new ClientFrame { RenameConversation = new() { ConversationId = group.ToByteString(), Title = Hidden } }), Is.EqualTo(Code.InvalidTitle));
        Assert.That(await RefusedAsync(Adas, Update(group, update => update.Description = Hidden)), Is.EqualTo(Code.InvalidDescription));
        Assert.That(await RefusedAsync(Adas, new ClientFrame { CreateWebhook = new() { ConversationId = group.ToByteString(), Name = Hidden } }), Is.EqualTo(Code.Malformed));
        Assert.That(await RefusedAsync(Adas, new ClientFrame { SetFolder = new() { Id = 7, Name = Hidden } }), Is.EqualTo(Code.InvalidName));
        var invite = new CreateInvite { ConversationId = group.ToByteString(), Secret = group.ToByteString(), Label = Hidden };
        Assert.That(await RefusedAsync(Adas, new ClientFrame { CreateInvite = invite }), Is.EqualTo(Code.Malformed));
        await AskAsync(Adas, Update(group, update => update.Description = "two\nlines, \u200Fהדרן"));
    }

    [Test]
    public async Task What_is_set_is_told_to_every_member_and_outlives_a_restart()
    {
        var group = await GroupAsync();
        var picture = await Server.Accounts.UploadAsync(Ada.AccessToken, "a picture");
        await AskAsync(Adas, Update(group, update =>
        {
            update.Description = "  Of all kinds\nand sizes ";
            update.AvatarMediaId = picture.ToByteString();
            update.SlowModeSeconds = 30;
            update.History = HistoryVisibility.Last;
            update.HistoryEntries = 5;
        }));
        await AskAsync(Adas, Update(group, _ => { }));
        await RestartAsync();
        var state = (await StateAsync(Graces, group)).Group;
        Assert.Multiple(() =>
        {
            Assert.That(state.Description, Is.EqualTo("Of all kinds\nand sizes"));
            Assert.That(state.AvatarMediaId, Is.EqualTo(picture.ToByteString()));
            Assert.That((state.SlowModeSeconds, state.History, state.HistoryEntries), Is.EqualTo((30u, HistoryVisibility.Last, 5u)));
            Assert.That(state.MyPermissions, Is.EqualTo(state.MemberPermissions));
        });
        var entry = (await HistoryAsync(Graces, group)).Blocks[^1].Entries[^1];
        var change = MembershipChange.Parser.ParseFrom(entry.Content);
        Assert.That(change.SettingsChanged.Description, Is.EqualTo("Of all kinds\nand sizes"), "one entry, and none for what changes nothing");
        Assert.That((await StateAsync(Adas, group)).HeadSequence, Is.EqualTo(2));

        await AskAsync(Adas, Update(group, update => update.AvatarMediaId = Google.Protobuf.ByteString.Empty));
        Assert.That((await StateAsync(Graces, group)).Group.AvatarMediaId, Is.Empty);
        Assert.That((await StateAsync(Graces, group)).Group.Description, Is.Not.Empty, "what is not named stays");
    }

    [Test]
    public async Task Settings_of_another_form_are_refused()
    {
        var group = await GroupAsync();
        Assert.That(await RefusedAsync(Adas, Update(group, u => u.Description = new string('a', 1_025))), Is.EqualTo(Code.InvalidDescription));
        Assert.That(await RefusedAsync(Adas, Update(group, u => u.Description = "a\u0007")), Is.EqualTo(Code.InvalidDescription));
        Assert.That(await RefusedAsync(Adas, Update(group, u => u.SlowModeSeconds = 86_401)), Is.EqualTo(Code.Malformed));
        Assert.That(await RefusedAsync(Adas, Update(group, u => u.History = HistoryVisibility.Last)), Is.EqualTo(Code.Malformed));
        Assert.That(await RefusedAsync(Adas, Update(group, u => u.History = (HistoryVisibility)9)), Is.EqualTo(Code.Malformed));
        Assert.That(await RefusedAsync(Adas, Ban(group, Grace, Now - 1)), Is.EqualTo(Code.Malformed));
        Assert.That(await RefusedAsync(Adas, Ban(group, Ada)), Is.EqualTo(Code.Malformed));
        Assert.That(await RefusedAsync(Adas, Mute(group, Mary, Now + 1)), Is.EqualTo(Code.AccountNotFound));
        var nonsense = new SetPermissions { ConversationId = group.ToByteString(), Role = Role.Owner };
        Assert.That(await RefusedAsync(Adas, new ClientFrame { SetPermissions = nonsense }), Is.EqualTo(Code.Malformed));
        Assert.That(await RefusedAsync(Adas, Permit(group, Grace, (Permission)(1 << 20), Permission.None)), Is.EqualTo(Code.Malformed));
        Assert.That(await RefusedAsync(Adas, Permit(group, Grace, Permission.Pin, Permission.Pin)), Is.EqualTo(Code.Malformed));
    }

    [Test]
    public async Task Nobody_gives_a_role_with_permissions_that_they_have_not_themselves()
    {
        var group = await GroupAsync();
        await AskAsync(Adas, Promote(group, Grace, Role.Admin));
        await AskAsync(Adas, Permit(group, Grace, Permission.ChangeRoles, Permission.Ban));
        Assert.That(await RefusedAsync(Graces, Promote(group, Linus, Role.Moderator)), Is.EqualTo(Code.Forbidden));
        await AskAsync(Adas, Promote(group, Linus, Role.Moderator));
        await AskAsync(Graces, Promote(group, Linus, Role.Member));
        await AskAsync(Adas, Permit(group, Grace, Permission.ChangeRoles, Permission.None));
        await AskAsync(Graces, Promote(group, Linus, Role.Moderator));
        Assert.That((Permission)(await StateAsync(Linuses, group)).Group.MyPermissions & Permission.Ban, Is.EqualTo(Permission.Ban));
    }

    [Test]
    public async Task Slow_mode_refuses_with_the_time_to_wait_takes_no_send_number_and_outlives_a_restart()
    {
        var group = await GroupAsync();
        await AskAsync(Adas, Update(group, update => update.SlowModeSeconds = 60));
        var both = await SendAsync(Graces, group, RawEntries.Text("one"), RawEntries.Text("two"));
        Assert.That((both[0].Code, both[1].Code), Is.EqualTo((Code.Unspecified, Code.SlowMode)));
        Assert.That((both[1].Refusal!.SendNumber, both[1].Refusal!.Expected), Is.EqualTo((2ul, 2ul)));
        Assert.That(both[1].Refusal!.RetryAfterMs, Is.InRange(1, 60_000));
        Assert.That((await SendAsync(Graces, group, RawEntries.Reaction(both[0].Sequence, "👍")))[0].Code, Is.EqualTo(Code.Unspecified), "only messages wait");
        Assert.That((await SayAsync(Linuses, group, "mine")).Code, Is.EqualTo(Code.Unspecified), "each for themselves");
        Assert.That((await SendAsync(Adas, group, RawEntries.Text("1"), RawEntries.Text("2")))[1].Code, Is.EqualTo(Code.Unspecified), "who ranks higher does not wait");

        await RestartAsync();
        // A new connection of the same device goes on with its numbers: 1 and 2 are used.
        var outcome = (await Graces.SendAsync(group, 3, RawEntries.Text("after the restart")))[0];
        Assert.That(outcome.Code, Is.EqualTo(Code.SlowMode));
        Clock.Advance(TimeSpan.FromSeconds(61));
        outcome = (await Graces.SendAsync(group, 3, RawEntries.Text("in time")))[0];
        Assert.That(outcome.Code, Is.EqualTo(Code.Unspecified));
        await AskAsync(Adas, Update(group, update => update.SlowModeSeconds = 0));
        outcome = (await Graces.SendAsync(group, 4, RawEntries.Text("at once")))[0];
        Assert.That(outcome.Code, Is.EqualTo(Code.Unspecified));
    }

    [Test]
    public async Task A_mute_ends_by_itself_and_holds_through_leaving_and_a_restart()
    {
        var group = await GroupAsync();
        var said = await SayAsync(Graces, group, "before");
        await AskAsync(Adas, Mute(group, Grace, Now + 600_000));
        Assert.That((await StateAsync(Graces, group)).Group.MutedUntilMs, Is.GreaterThan(Now));
        var refused = await SayAsync(Graces, group, "muted");
        Assert.That((refused.Code, refused.Refusal!.Expected), Is.EqualTo((Code.Muted, 2ul)));
        Assert.That(refused.Refusal.RetryAfterMs, Is.InRange(1, 600_000));
        Assert.That((await SendAsync(Graces, group, RawEntries.Edit(said.Sequence, "edited")))[0].Code, Is.EqualTo(Code.Muted));
        Assert.That((await SendAsync(Graces, group, RawEntries.Reaction(said.Sequence, "👍")))[0].Code, Is.EqualTo(Code.Muted));
        Assert.That((await SendAsync(Graces, group, RawEntries.Delete(said.Sequence)))[0].Code, Is.EqualTo(Code.Unspecified), "one's own may be taken back");

        await AskAsync(Graces, Leave(group));
        await AskAsync(Adas, Add(group, Grace));
        await RestartAsync();
        Assert.That((await Graces.SendAsync(group, 3, RawEntries.Text("back")))[0].Code, Is.EqualTo(Code.Muted));
        var members = (await AskAsync(Adas, new ClientFrame { FetchMembers = new() { ConversationId = group.ToByteString() } })).MemberPage.Members;
        Assert.That(members.Single(member => member.Account == Grace.Account.ToByteString()).MutedUntilMs, Is.GreaterThan(Now));
        Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.That((await StateAsync(Graces, group)).Group.MutedUntilMs, Is.Zero);
        Assert.That((await Graces.SendAsync(group, 3, RawEntries.Text("free")))[0].Code, Is.EqualTo(Code.Unspecified));
    }

    [Test]
    public async Task Who_is_banned_is_out_and_stays_out_until_the_ban_ends()
    {
        var group = await GroupAsync();
        var link = (await InviteAsync(Adas, group)).Link;
        await AskAsync(Adas, Ban(group, Grace, Now + 3_600_000));
        await AskAsync(Adas, Ban(group, Mary));
        Assert.That(await RefusedAsync(Graces, new ClientFrame { FetchConversation = new() { ConversationId = group.ToByteString() } }), Is.EqualTo(Code.NotFound));
        foreach (var (client, who) in new[] { (Graces, Grace), (Marys, Mary) })
        {
            Assert.That(await RefusedAsync(client, Join(link)), Is.EqualTo(Code.Banned));
            Assert.That(await RefusedAsync(Adas, Add(group, who)), Is.EqualTo(Code.Banned));
        }

        await RestartAsync();
        var fetch = new ClientFrame { FetchBans = new() { ConversationId = group.ToByteString() } };
        var bans = (await AskAsync(Adas, fetch)).BanPage.Bans;
        Assert.That(bans.Select(ban => (ban.Account, ban.UntilMs != 0)), Is.EqualTo(new[] { (Grace.Account.ToByteString(), true), (Mary.Account.ToByteString(), false) }));
        Assert.That(bans.Select(ban => ban.ByAccount).Distinct(), Is.EqualTo(new[] { Ada.Account.ToByteString() }));
        Clock.Advance(TimeSpan.FromHours(2));
        // The tokens are over, too.
        var again = await Server.Accounts.SignInAsync("grace", deviceName: "later");
        await using var ada = await Server.ConnectAsync(await Server.Accounts.SignInAsync("ada", deviceName: "later"));
        await using var grace = await Server.ConnectAsync(again);
        Assert.That((await AskAsync(grace, Join(link))).JoinResult.State, Is.EqualTo(JoinState.Member));
        Assert.That((await AskAsync(ada, fetch)).BanPage.Bans.Select(ban => ban.Account), Is.EqualTo(new[] { Mary.Account.ToByteString() }));
        await AskAsync(ada, new ClientFrame { LiftBan = new() { ConversationId = group.ToByteString(), Account = Mary.Account.ToByteString() } });
        await AskAsync(ada, Add(group, Mary));
    }

    [Test]
    public async Task Permissions_of_a_role_and_of_one_member_are_changed_up_to_one_s_own()
    {
        var group = await GroupAsync();
        var ofMember = new SetPermissions { ConversationId = group.ToByteString(), Role = Role.Member, Permissions = (uint)(Permission.React | Permission.AddMembers) };
        await AskAsync(Adas, new ClientFrame { SetPermissions = ofMember });
        Assert.That((await SayAsync(Graces, group, "no more")).Code, Is.EqualTo(Code.Forbidden));
        Assert.That(await RefusedAsync(Graces, new ClientFrame { FetchMembers = new() { ConversationId = group.ToByteString() } }), Is.EqualTo(Code.Forbidden));
        await AskAsync(Graces, Add(group, Mary));
        await AskAsync(Adas, Permit(group, Grace, Permission.Send | Permission.ChangeRoles, Permission.AddMembers));
        Assert.That((await SayAsync(Graces, group, "again")).Code, Is.EqualTo(Code.Unspecified));
        Assert.That(await RefusedAsync(Graces, Add(group, Mary)), Is.EqualTo(Code.Forbidden));

        // A member ranks below nobody, not even with the permission.
        Assert.That(await RefusedAsync(Graces, Permit(group, Linus, Permission.Send, Permission.None)), Is.EqualTo(Code.Forbidden));
        await AskAsync(Adas, Promote(group, Grace, Role.Moderator));
        await AskAsync(Graces, Permit(group, Linus, Permission.Send, Permission.None));
        Assert.That(await RefusedAsync(Graces, Permit(group, Linus, Permission.Send | Permission.Invite, Permission.None)), Is.EqualTo(Code.Forbidden), "what she has not herself");
        Assert.That(await RefusedAsync(Graces, Promote(group, Linus, Role.Moderator)), Is.EqualTo(Code.Forbidden), "no higher than beneath herself");
        Assert.That(await RefusedAsync(Graces, Promote(group, Linus, Role.Owner)), Is.EqualTo(Code.Forbidden));

        // What was granted goes with the member; what was denied stays.
        await AskAsync(Adas, Promote(group, Grace, Role.Member));
        await AskAsync(Graces, Leave(group));
        await AskAsync(Adas, Add(group, Grace));
        var mine = (Permission)(await StateAsync(Graces, group)).Group.MyPermissions;
        Assert.That(mine, Is.EqualTo(Permission.React));
    }

    [Test]
    public async Task A_scheduled_message_waits_for_slow_mode_and_is_sent_then()
    {
        var group = await GroupAsync();
        await AskAsync(Adas, Update(group, update => update.SlowModeSeconds = 2));
        await SayAsync(Graces, group, "now");
        await AskAsync(Graces, new ClientFrame { ScheduleSend = new() { ConversationId = group.ToByteString(), Entry = RawEntries.Text("later"), DueMs = Now } });
        var block = await Linuses.NextEventAsync(frame => frame.Block?.Entries[0].SendNumber == 0 && frame.Block.Entries[0].Kind == EntryKind.Message);
        Assert.That(MessageContent.Parser.ParseFrom(block.Block.Entries[0].Content).Text, Is.EqualTo("later"));
    }

    /// <summary>Plain messages are judged together where they can be; slow mode is asked of each.</summary>
    [Test]
    public async Task Of_many_plain_messages_in_one_send_slow_mode_takes_the_first_and_a_mute_none()
    {
        var group = await GroupAsync();
        OutgoingEntry[] many = [.. Enumerable.Range(0, 20).Select(i => RawEntries.Text($"message {i}"))];
        await AskAsync(Adas, Update(group, update => update.SlowModeSeconds = 60));
        var slow = await SendAsync(Graces, group, many);
        Assert.That(slow[0].Code, Is.EqualTo(Code.Unspecified));
        Assert.That(slow.Skip(1).Select(outcome => outcome.Code), Is.All.EqualTo(Code.SlowMode));
        Assert.That(slow[1].Refusal!.RetryAfterMs, Is.InRange(1, 60_000));
        Clock.Advance(TimeSpan.FromSeconds(61));
        await AskAsync(Adas, Mute(group, Grace, Now + 600_000));
        var muted = await SendAsync(Graces, group, many);
        Assert.That(muted.Select(outcome => outcome.Code), Is.All.EqualTo(Code.Muted));
        Assert.That(muted[0].Refusal!.Expected, Is.EqualTo(2));
        var messages = (await HistoryAsync(Adas, group)).Blocks.SelectMany(block => block.Entries).Count(entry => entry.Kind == EntryKind.Message);
        Assert.That(messages, Is.EqualTo(1));

        // Whom neither holds back sends all of them at once.
        await AskAsync(Adas, Mute(group, Grace, 0));
        await AskAsync(Adas, Promote(group, Grace, Role.Moderator));
        Assert.That((await SendAsync(Graces, group, many)).Select(outcome => outcome.Code), Is.All.EqualTo(Code.Unspecified));
    }

    [Test]
    public async Task A_ban_holds_whatever_the_banned_account_has_blocked()
    {
        var group = await GroupAsync();
        var link = (await InviteAsync(Adas, group)).Link;
        await AskAsync(Adas, Ban(group, Grace));
        await AskAsync(Graces, Block(Ada, true));
        await AskAsync(Adas, Add(group, Grace));
        Assert.That((await StateAsync(Adas, group)).MemberCount, Is.EqualTo(2), "left out without a word");
        Assert.That(await RefusedAsync(Graces, Join(link)), Is.EqualTo(Code.Banned));
        await AskAsync(Graces, Block(Ada, false));
        Assert.That(await RefusedAsync(Adas, Add(group, Grace)), Is.EqualTo(Code.Banned));

        // Nor does it matter whom those have blocked who ban, mute and lift bans.
        await AskAsync(Adas, Block(Grace, true));
        await AskAsync(Adas, new ClientFrame { LiftBan = new() { ConversationId = group.ToByteString(), Account = Grace.Account.ToByteString() } });
        Assert.That((await AskAsync(Graces, Join(link))).JoinResult.State, Is.EqualTo(JoinState.Member));
        await AskAsync(Adas, Mute(group, Grace, Now + 600_000));
        Assert.That((await Graces.SendAsync(group, 1, RawEntries.Text("muted")))[0].Code, Is.EqualTo(Code.Muted));
    }

    [Test]
    public async Task A_webhook_is_no_member_and_waits_for_no_slow_mode()
    {
        var group = await GroupAsync();
        await AskAsync(Adas, Update(group, update => update.SlowModeSeconds = 60));
        var made = await AskAsync(Adas, new ClientFrame { CreateWebhook = new() { ConversationId = group.ToByteString(), Name = "CI" } });
        for (var i = 0; i < 3; i++)
        {
            using var answer = await Server.Http.PostAsJsonAsync($"v1/hooks/{made.WebhookCreated.Token}", new { text = $"build {i}" });
            Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        Assert.That((await SayAsync(Graces, group, "mine")).Code, Is.EqualTo(Code.Unspecified));
        Assert.That((await SayAsync(Graces, group, "and again")).Code, Is.EqualTo(Code.SlowMode));
        Assert.That((await StateAsync(Adas, group)).MemberCount, Is.EqualTo(3));
    }

    private static ClientFrame Block(RawSession who, bool blocked) =>
        new() { SetBlocked = new() { Account = who.Account.ToByteString(), Blocked = blocked } };
}
