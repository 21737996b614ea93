using FastChat.Client;
using FastChat.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class ReceiptsTests
{
    [Test]
    public async Task In_a_group_read_means_read_by_everybody_and_receipts_of_while_one_was_away_are_caught_up()
    {
        await using var world = await ChatWorld.StartAsync();
        var ada = await world.RegisterAsync("ada");
        var grace = await world.RegisterAsync("grace");
        var linus = await world.RegisterAsync("linus");
        var group = await ada.CreateGroupAsync("Engines", [grace.Account!.Id, linus.Account!.Id]);
        await using var timeline = group.OpenTimeline();
        var outgoing = await group.SendAsync("who reads this?");
        var sequence = await outgoing.Sent.SoonAsync();
        await timeline.RowAsync(item => item.Key == outgoing.Id && item.Delivery.State == DeliveryState.Delivered);

        // One of two has read it: their receipt is seen, and it is not yet read.
        await grace.GetConversation(group.Id).MarkReadAsync(sequence);
        var probe = await grace.GetConversation(group.Id).SendAsync("I have");
        await timeline.RowAsync(item => item.Key == probe.Id);
        Assert.That(timeline.Snapshot.Single(item => item.Key == outgoing.Id).Delivery.State, Is.EqualTo(DeliveryState.Delivered));

        await ada.PauseAsync();
        await linus.GetConversation(group.Id).SendAsync("I too");
        await linus.FlushAsync().SoonAsync();
        ada.Paused = false;
        await timeline.RowAsync(item => item.Key == outgoing.Id && item.Delivery.State == DeliveryState.Read);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_was_read_just_before_a_flush_or_the_end_is_told(bool isFlushed)
    {
        await using var world = await ChatWorld.StartAsync();
        var ada = await world.RegisterAsync("ada");
        var patience = new Patience();
        var grace = await world.RegisterAsync("grace", options => options with { Time = patience });
        var (me, adas) = (grace.Account!.Id, await ada.OpenDirectAsync(grace.Account.Id));
        var first = await (await adas.SendAsync("one")).Sent.SoonAsync();
        var second = await (await adas.SendAsync("two")).Sent.SoonAsync();
        var graces = grace.GetConversation(adas.Id);
        await using (var timeline = graces.OpenTimeline())
            await timeline.RowAsync(item => item.Sequence == second);

        await graces.MarkReadAsync(first);
        await grace.FlushAsync().SoonAsync();
        Assert.That(Told(), Is.EqualTo(first));

        // By itself the SDK would now wait for a second.
        await graces.MarkReadAsync(second);
        patience.IsEndless = !isFlushed;
        await (isFlushed ? grace.FlushAsync() : grace.DisposeAsync().AsTask()).SoonAsync();
        Assert.That(Told(), Is.EqualTo(second));

        long Told() => (long)world.Server.Server.Services.GetRequiredService<ChatDatabase>().Cursors.Read(adas.Id, me)!.Value.ReadSequence;
    }

    /// <summary>The real clock, whose new timers can be held back: what is waited for then has all the time that it takes.</summary>
    private sealed class Patience : TimeProvider
    {
        public bool IsEndless { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, IsEndless ? Timeout.InfiniteTimeSpan : dueTime, period);
    }
}
