using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class RemovalTests : MessageWorld
{
    [Test]
    public async Task What_is_deleted_for_everybody_leaves_every_store()
    {
        var message = await Graces.SendAsync("forget me");
        var sequence = await message.Sent.SoonAsync();
        await AgreedAsync(message.Id, _ => true);
        await WhileAdaIsAwayAsync(async () => await SentAsync(Graces.DeleteAsync(message.Id)));
        await AgreedAsync(message.Id, item => item.Deleted);
        foreach (var conversation in new[] { Adas, AdasTwo, Graces })
        {
            var entry = (await conversation.ReadEntriesAsync(sequence - 1).TakeAsync(1))[0];
            Assert.That((entry.Sequence, entry.Text, entry.ContentRemoved), Is.EqualTo((sequence, "", true)));
        }
    }

    [Test]
    public async Task What_is_deleted_for_oneself_is_gone_on_one_s_own_devices_alone()
    {
        var mine = await Graces.SendAsync("not for me");
        var sequence = await mine.Sent.SoonAsync();
        await AgreedAsync(mine.Id, _ => true);
        AdaTwo.Paused = true;
        await Adas.HideAsync(sequence).SoonAsync();
        AdaTwo.Paused = false;
        await AdaTwo.LiveAsync();
        foreach (var conversation in new[] { Adas, AdasTwo })
        {
            await using var timeline = conversation.OpenTimeline();
            await timeline.UntilAsync(rows => rows.All(item => item.Key != mine.Id));
        }

        await using (var graces = Graces.OpenTimeline())
            Assert.That((await graces.RowAsync(item => item.Key == mine.Id)).Text, Is.EqualTo("not for me"));
        var last = await SentAsync(Graces.SendAsync("and no more of this"));
        await Adas.HideThroughAsync(last).SoonAsync();
        var late = await World.SignInAsync("ada", "ada-late");
        foreach (var conversation in new[] { Adas, AdasTwo, late.GetConversation(Adas.Id) })
        {
            await using var timeline = conversation.OpenTimeline();
            await timeline.UntilAsync(rows => rows.IsEmpty);
            Assert.That(conversation.Summary.LastMessage, Is.Null);
        }
    }

    [Test]
    public async Task An_expiring_message_goes_from_all_devices_also_from_one_that_is_offline()
    {
        // Longer than it takes to reach all of them. Then a second of it is left, and whatever changes has a device look at its clock anew.
        var moment = TimeSpan.FromMinutes(5);
        var message = await Graces.SendAsync("for a moment", new SendOptions { ExpiresAfter = moment });
        await AgreedAsync(message.Id, item => item.Text.Length > 0);
        AdaTwo.Paused = true;
        Clock.Advance(moment - TimeSpan.FromSeconds(1));
        foreach (var conversation in new[] { Adas, AdasTwo, Graces })
        {
            await conversation.Preferences.SetDraftAsync("a change");
            await using var timeline = conversation.OpenTimeline();
            await timeline.RowAsync(item => item.Key == message.Id && item is { Deleted: true, Text: "" });
        }
    }

    [Test]
    public async Task A_timer_of_the_conversation_is_told_to_all()
    {
        await Adas.SetMessageTimerAsync(TimeSpan.FromHours(1)).SoonAsync();
        foreach (var device in new[] { Ada, AdaTwo, Grace })
            await SummaryAsync(device, one => one.MessageTimer == TimeSpan.FromHours(1));
        await using (var timeline = Graces.OpenTimeline())
            await timeline.RowAsync(item => item.Membership is MembershipChange.MessageTimerChanged { After.TotalHours: 1 });
        await Graces.SetMessageTimerAsync(TimeSpan.Zero).SoonAsync();
        await SummaryAsync(AdaTwo, one => one.MessageTimer == TimeSpan.Zero);
        Assert.That(
            Refusal(() => Adas.SendAsync("x", new SendOptions { ExpiresAfter = TimeSpan.FromDays(400) })), Is.EqualTo(ErrorCode.InvalidArgument));
    }
}
