using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class PinTests : MessageWorld
{
    [Test]
    public async Task Pins_are_the_same_everywhere_also_for_who_was_away_or_comes_later()
    {
        var one = await Graces.SendAsync("one");
        var two = await Graces.SendAsync("two");
        var (first, second) = (await one.Sent.SoonAsync(), await two.Sent.SoonAsync());
        await WhileAdaIsAwayAsync(async () =>
        {
            await SentAsync(Graces.PinAsync(one.Id));
            await SentAsync(Graces.PinAsync(two.Id));
        });
        var late = await World.SignInAsync("ada", "ada-late");
        foreach (var device in new[] { Ada, AdaTwo, late, Grace })
        {
            var row = await SummaryAsync(device, one => one is { Pinned.Length: 2 });
            Assert.That(row.Pinned, Is.EqualTo(new[] { first, second }));
        }

        Assert.That((await AgreedAsync(one.Id, item => item.Pinned)).Text, Is.EqualTo("one"));
        await SentAsync(Adas.PinAsync(one.Id, on: false));
        await AgreedAsync(one.Id, item => !item.Pinned);
        foreach (var device in new[] { Ada, AdaTwo, late, Grace })
        {
            await SummaryAsync(device, one => one.Pinned.Length == 1 && one.Pinned[0] == second);
        }
    }

    [Test]
    public async Task An_unsent_message_can_be_pinned()
    {
        Ada.Paused = true;
        var message = await Adas.SendAsync("pinned before it left");
        await Adas.PinAsync(message.Id);
        Ada.Paused = false;
        await Ada.FlushAsync().SoonAsync();
        await AgreedAsync(message.Id, item => item.Pinned);
        await SentAsync(Adas.PinAsync(message.Id, on: false));
    }

    [Test]
    public async Task In_a_group_only_admins_pin()
    {
        var group = await Ada.CreateGroupAsync("pins", [Grace.Account!.Id]);
        await SentAsync(group.SendAsync("a message"));
        var graces = Grace.GetConversation(group.Id);
        await using var timeline = graces.OpenTimeline();
        var row = await timeline.RowAsync(item => item.Text == "a message");
        var pin = await graces.PinAsync(row.Key);
        Assert.That(Refusal(() => pin.Sent.SoonAsync()), Is.EqualTo(ErrorCode.Forbidden));
    }
}
