using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class ScheduledTests : MessageWorld
{
    /// <summary>Longer than anything takes: it is over when the clock is set forward, and not before.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(5);

    private DateTimeOffset Now => Clock.GetUtcNow();

    [Test]
    public async Task A_scheduled_message_is_sent_once_after_a_restart_while_its_sender_is_away()
    {
        var due = DateTimeOffset.FromUnixTimeMilliseconds((Now + Wait).ToUnixTimeMilliseconds());
        var draft = new MessageDraft("good morning") { Mentions = [Grace.Account!.Id] };
        var id = await Adas.ScheduleAsync(draft, due).SoonAsync();
        Assert.That((await AdasTwo.ReadScheduledAsync().SoonAsync()).Select(one => (one.Id, one.Text)), Is.EqualTo(new[] { (id, "good morning") }));
        (Ada.Paused, AdaTwo.Paused) = (true, true);
        await World.Server.StopAsync();
        Clock.Advance(Wait);
        await World.Server.StartAgainAsync();
        Grace.RetryNow();
        await using var graces = Graces.OpenTimeline();
        var row = await graces.RowAsync(item => item.Key == id);
        Assert.That((row.Text, row.Sender.Id, row.MentionsMe), Is.EqualTo(("good morning", Ada.Account!.Id, true)));
        Assert.That(row.At, Is.GreaterThanOrEqualTo(due));

        (Ada.Paused, AdaTwo.Paused) = (false, false);
        foreach (var client in new[] { Ada, AdaTwo })
        {
            client.RetryNow();
            await client.LiveAsync();
        }

        await AgreedAsync(id, item => item.Text == "good morning");
        Assert.That(await Adas.ReadScheduledAsync().SoonAsync(), Is.Empty);
        Assert.That(graces.Snapshot.Count(item => item.Text == "good morning"), Is.EqualTo(1));
        Assert.That(Graces.Summary.MentionCount, Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_cancelled_is_not_sent()
    {
        var id = await Adas.ScheduleAsync("never", Now + TimeSpan.FromDays(1)).SoonAsync();
        await AdasTwo.CancelScheduledAsync(id).SoonAsync();
        Assert.That(await Adas.ReadScheduledAsync().SoonAsync(), Is.Empty);
        Assert.That(Refusal(() => Adas.ScheduleAsync("too late", Now + TimeSpan.FromDays(400)).SoonAsync()), Is.EqualTo(ErrorCode.Malformed));
    }

    [Test]
    public async Task Signals_reach_who_is_there_and_are_not_stored()
    {
        var head = Adas.Summary.HeadSequence;
        await using var signals = Graces.ReadSignalsAsync().GetAsyncEnumerator();
        var next = signals.MoveNextAsync().AsTask();
        await Adas.SendSignalAsync("cursor", new byte[] { 4, 2 }).SoonAsync();
        await next.SoonAsync();
        Assert.That((signals.Current.From, signals.Current.Type), Is.EqualTo((Ada.Account!.Id, "cursor")));
        Assert.That(signals.Current.Data, Is.EqualTo(new byte[] { 4, 2 }));

        // To Ada's other device alone: the next one that Grace gets is the one after it.
        await using var twos = AdasTwo.ReadSignalsAsync().GetAsyncEnumerator();
        var directed = twos.MoveNextAsync().AsTask();
        next = signals.MoveNextAsync().AsTask();
        await Adas.SendSignalAsync("move", new byte[] { 1 }, [Ada.Account.Id]).SoonAsync();
        await directed.SoonAsync();
        await Adas.SendSignalAsync("end", new byte[] { 2 }).SoonAsync();
        await next.SoonAsync();
        Assert.That(signals.Current.Type, Is.EqualTo("end"));
        Assert.That(Adas.Summary.HeadSequence, Is.EqualTo(head));
        Assert.That(Refusal(() => Adas.SendSignalAsync("big", new byte[5_000]).SoonAsync()), Is.EqualTo(ErrorCode.MessageTooLarge));
    }
}
