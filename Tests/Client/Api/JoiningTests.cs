using FastChat.Client;

namespace FastChat.Tests.Client.Api;

/// <summary>Links, requests to join, and channels.</summary>
[TestFixture]
internal sealed class JoiningTests : MessageWorld
{
    [Test]
    public async Task Somebody_joins_by_a_link_and_all_devices_know_it()
    {
        var group = await Grace.CreateGroupAsync("Engines", []);
        var invite = await group.Group.CreateInviteAsync(new InviteOptions { UsesMax = 1, Label = "for Ada" }).SoonAsync();
        var preview = await Ada.PreviewAsync(invite.Link!).SoonAsync();
        Assert.That((preview.Title, preview.MemberCount, preview.State, preview.Kind), Is.EqualTo(("Engines", 1, JoinState.None, ConversationKind.Group)));
        AdaTwo.Paused = true;
        var joined = await Ada.JoinAsync(invite.Link!).SoonAsync();
        Assert.That((joined.State, joined.Conversation.Id), Is.EqualTo((JoinState.Member, group.Id)));
        AdaTwo.Paused = false;
        await using var list = AdaTwo.OpenConversations();
        await list.UntilAsync(rows => rows.Any(row => row.Id == group.Id && row.Title == "Engines"));
        Assert.That((await Ada.JoinAsync(invite.Link!).SoonAsync()).State, Is.EqualTo(JoinState.Member), "again is no more than once");
        await using var timeline = group.OpenTimeline();
        var row = await timeline.RowAsync(item => item.Membership is MembershipChange.Added);
        Assert.That(row.Sender.Handle, Is.EqualTo("ada"));
        Assert.That(await group.Group.ReadInvitesAsync().SoonAsync(), Is.Empty, "it is used up");
    }

    [Test]
    public async Task A_link_that_is_revoked_or_of_another_form_lets_nobody_in()
    {
        var group = await Grace.CreateGroupAsync("Engines", []);
        var invite = await group.Group.CreateInviteAsync().SoonAsync();
        var listed = (await group.Group.ReadInvitesAsync().SoonAsync()).Single();
        Assert.That((listed.Id, listed.Link, listed.By.Handle), Is.EqualTo((invite.Id, (string?)null, "grace")));
        await group.Group.RevokeInviteAsync(invite.Id).SoonAsync();
        Assert.That(Refusal(() => Ada.JoinAsync(invite.Link!).SoonAsync()), Is.EqualTo(ErrorCode.InviteInvalid));
        Assert.That(Refusal(() => Ada.PreviewAsync(invite.Link!).SoonAsync()), Is.EqualTo(ErrorCode.InviteInvalid));
        Assert.That(Refusal(() => Ada.JoinAsync("nobody.has.this").SoonAsync()), Is.EqualTo(ErrorCode.InviteInvalid));
        Assert.That(Refusal(() => group.Group.RevokeInviteAsync("no id").SoonAsync()), Is.EqualTo(ErrorCode.InvalidArgument));
    }

    [Test]
    public async Task Requests_to_join_are_told_to_those_who_decide_also_when_they_were_away()
    {
        var group = await Ada.CreateGroupAsync("Engines", []);
        var invite = await group.Group.CreateInviteAsync(new InviteOptions { NeedsApproval = true }).SoonAsync();
        await WhileAdaIsAwayAsync(async () =>
        {
            Assert.That((await Grace.JoinAsync(invite.Link!).SoonAsync()).State, Is.EqualTo(JoinState.Requested));
            Assert.That((await Grace.PreviewAsync(invite.Link!).SoonAsync()).State, Is.EqualTo(JoinState.Requested));
        });
        foreach (var device in new[] { Ada, AdaTwo })
            await InfoAsync(device, group, info => info.JoinRequests == 1);
        var request = (await group.Group.ReadJoinRequestsAsync().TakeAsync(1)).Single();
        Assert.That((request.Account.Handle, request.InviteId), Is.EqualTo(("grace", invite.Id)));

        await group.Group.DecideJoinRequestsAsync([request.Account.Id], accept: false).SoonAsync();
        foreach (var device in new[] { Ada, AdaTwo })
            await InfoAsync(device, group, info => info.JoinRequests == 0);
        Assert.That((await Grace.PreviewAsync(invite.Link!).SoonAsync()).State, Is.EqualTo(JoinState.None));

        await Grace.JoinAsync(invite.Link!).SoonAsync();
        await Grace.GetConversation(group.Id).Group.WithdrawJoinRequestAsync().SoonAsync();
        Assert.That((await Grace.PreviewAsync(invite.Link!).SoonAsync()).State, Is.EqualTo(JoinState.None));

        await Grace.JoinAsync(invite.Link!).SoonAsync();
        await InfoAsync(AdaTwo, group, info => info.JoinRequests == 1);
        await AdaTwo.GetConversation(group.Id).Group.DecideJoinRequestsAsync([Grace.Account!.Id], accept: true).SoonAsync();
        await using var list = Grace.OpenConversations();
        await list.UntilAsync(rows => rows.Any(row => row.Id == group.Id));
        await InfoAsync(Ada, group, info => info.JoinRequests == 0);
    }

    [Test]
    public async Task A_channel_is_found_by_its_handle_read_by_any_and_written_by_few()
    {
        var channel = await Grace.CreateChannelAsync("News");
        await channel.Group.UpdateAsync(new GroupChange { Description = "What is new" }).SoonAsync();
        await channel.Group.SetHandleAsync("The.News").SoonAsync();
        await SentAsync(channel.SendAsync("the first news"));
        var other = await Ada.CreateChannelAsync("Other");
        Assert.That(Refusal(() => other.Group.SetHandleAsync("the.news").SoonAsync()), Is.EqualTo(ErrorCode.HandleTaken));

        var preview = await Ada.PreviewAsync("@the.news").SoonAsync();
        Assert.That((preview.Title, preview.Description, preview.Handle, preview.Kind), Is.EqualTo(("News", "What is new", "the.news", ConversationKind.Channel)));
        Assert.That(preview.Recent.Select(entry => entry.Text), Is.EqualTo(new[] { "the first news" }));
        AdaTwo.Paused = true;
        var joined = await Ada.JoinAsync("@the.news").SoonAsync();
        AdaTwo.Paused = false;
        var message = await SentAsync(channel.SendAsync("the second news"));
        foreach (var device in new[] { Ada, AdaTwo })
        {
            await using var timeline = device.GetConversation(channel.Id).OpenTimeline();
            var rows = await timeline.UntilAsync(rows => rows.Any(row => row.Sequence == message) && rows.Any(row => row.Text == "the first news"));
            Assert.That(rows.Any(row => row.Membership is MembershipChange.Added), Is.False, "the log does not tell who reads");
        }

        var denied = await joined.Conversation.SendAsync("mine");
        Assert.That(Refusal(() => denied.Sent.SoonAsync()), Is.EqualTo(ErrorCode.Forbidden));
        var item = await joined.Conversation.GetMessageAsync(message).SoonAsync();
        await SentAsync(joined.Conversation.ReactAsync(item!.Key, "👍"));
        Assert.ThrowsAsync<ChatException>(async () => await joined.Conversation.ReadMembersAsync().TakeAsync(1));
        Assert.That(await channel.ReadMembersAsync().TakeAsync(2), Has.Count.EqualTo(2));

        await joined.Conversation.LeaveAsync().SoonAsync();
        foreach (var device in new[] { Ada, AdaTwo })
        {
            await using var list = device.OpenConversations();
            await list.UntilAsync(rows => rows.All(row => row.Id != channel.Id));
        }

        await channel.Group.SetHandleAsync("").SoonAsync();
        Assert.That(Refusal(() => Ada.JoinAsync("@the.news").SoonAsync()), Is.EqualTo(ErrorCode.InviteInvalid));
    }

    private static Task<GroupInfo> InfoAsync(ChatClient device, Conversation conversation, Func<GroupInfo, bool> fits) =>
        device.GetConversation(conversation.Id).UntilInfoAsync(fits);
}
