using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class GroupsTests
{
    [Test]
    public async Task A_group_lives_through_its_members_roles_and_titles()
    {
        await using var world = await ChatWorld.StartAsync();
        var ada = await world.RegisterAsync("ada");
        var grace = await world.RegisterAsync("grace");
        var linus = await world.RegisterAsync("linus");
        var adas = await ada.CreateGroupAsync("Engines", [grace.Account!.Id]);
        var graces = grace.GetConversation(adas.Id);
        await using var list = grace.OpenConversations();
        await list.UntilAsync(rows => rows is [{ Title: "Engines", MyRole: Role.Member }]);
        await using var timeline = graces.OpenTimeline();

        await adas.AddMembersAsync([linus.Account!.Id]).SoonAsync();
        await adas.SetRoleAsync(grace.Account.Id, Role.Admin).SoonAsync();
        await graces.RenameAsync("Difference engines").SoonAsync();
        var members = await adas.ReadMembersAsync().TakeAsync(3);
        Assert.That(
            members.Select(member => (member.Account.Handle, member.Role)),
            Is.EquivalentTo(new[] { ("ada", Role.Owner), ("grace", Role.Admin), ("linus", Role.Member) }));

        var refused = Assert.ThrowsAsync<ChatException>(() => linus.GetConversation(adas.Id).RenameAsync("Mine").SoonAsync())!;
        Assert.That((refused.Code, refused.Code.Advice), Is.EqualTo((ErrorCode.Forbidden, FastChat.Protocol.Errors.Advice.Denied)));

        await graces.RemoveMemberAsync(linus.Account.Id).SoonAsync();
        await linus.OpenConversations().UntilAsync(rows => rows.IsEmpty);
        var rows = await timeline.UntilAsync(rows => rows.Any(row => row.Membership is MembershipChange.Removed));
        Assert.That(rows.Select(row => row.Membership!.GetType().Name), Is.EqualTo(new[] { "Created", "Added", "RoleChanged", "Renamed", "Removed" }));
        Assert.That(((MembershipChange.Renamed)rows[3].Membership!).Title, Is.EqualTo("Difference engines"));
        await list.UntilAsync(rows => rows is [{ Title: "Difference engines" }]);

        Assert.That(Assert.ThrowsAsync<ChatException>(() => adas.LeaveAsync().SoonAsync())!.Code, Is.EqualTo(ErrorCode.OwnerMustTransfer));
        await adas.SetRoleAsync(grace.Account.Id, Role.Owner).SoonAsync();
        await adas.LeaveAsync().SoonAsync();
        await ada.OpenConversations().UntilAsync(rows => rows.IsEmpty);
        await graces.DeleteConversationAsync().SoonAsync();
        await list.UntilAsync(rows => rows.IsEmpty);
        await timeline.UntilAsync(rows => rows.IsEmpty);
    }

    [Test]
    public async Task A_window_grows_by_page_in_both_directions_and_is_bounded()
    {
        const int Messages = 1_200;
        await using var world = await ChatWorld.StartAsync();
        var ada = await world.RegisterAsync("ada");
        var group = await ada.CreateGroupAsync("Notes", []);
        for (var i = 0; i < Messages; i += 100)
            await Task.WhenAll(Enumerable.Range(i, 100).Select(n => group.SendAsync($"note {n}")));
        await ada.FlushAsync().SoonAsync();

        // Another device has none of it and fetches what it looks at.
        var laptop = await world.SignInAsync("ada", "laptop");
        var notes = laptop.GetConversation(group.Id);
        await using var end = notes.OpenTimeline();
        var rows = await end.UntilAsync(rows => rows is [.., { Text: "note 1199" }] && rows.Length >= 50);
        Assert.That(end.AtEnd, Is.True);
        while (!end.AtStart)
            await end.LoadOlderAsync(300).SoonAsync();
        rows = end.Snapshot;
        Assert.That(rows, Has.Length.EqualTo(1_000));
        Assert.That((rows[0].Membership, rows[1].Text), Is.EqualTo((rows[0].Membership, "note 0")));
        Assert.That(end.AtEnd, Is.False);
        Assert.That(await end.LoadNewerAsync(1_000).SoonAsync(), Is.EqualTo(Messages + 1 - 1_000));
        Assert.That(end.Snapshot[^1].Text, Is.EqualTo("note 1199"));
        Assert.That(end.AtEnd, Is.True);

        await using var middle = notes.OpenTimeline(600);
        await middle.UntilAsync(rows => rows.Any(row => row.Sequence == 600) && rows.Length > 20);
        Assert.That((middle.AtStart, middle.AtEnd), Is.EqualTo((false, false)));
        var sequences = middle.Snapshot.Select(row => row.Sequence!.Value).ToArray();
        Assert.That(sequences, Is.EqualTo(Enumerable.Range((int)sequences[0], sequences.Length).Select(i => (long)i)));
    }
}
