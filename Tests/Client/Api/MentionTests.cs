using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class MentionTests : MessageWorld
{
    [Test]
    public async Task Mentions_are_counted_beside_unread_messages_and_two_devices_agree_after_being_away()
    {
        await ReadAllAsync();
        long first = 0, last = 0;
        await WhileAdaIsAwayAsync(async () =>
        {
            await SentAsync(Graces.SendAsync("nobody in particular"));
            first = await SentAsync(Graces.SendAsync(new MessageDraft("you, ada") { Mentions = [Ada.Account!.Id] }));
            await SentAsync(Graces.SendAsync(new MessageDraft("me") { Mentions = [Grace.Account!.Id] }));
            last = await SentAsync(Graces.SendAsync(new MessageDraft("all") { MentionsEveryone = true, Mentions = [Ada.Account!.Id] }));
        });
        foreach (var device in new[] { Ada, AdaTwo })
        {
            var row = await SummaryAsync(device, one => one is { MentionCount: 2, UnreadCount: 4 });
            Assert.That(row.FirstMention, Is.EqualTo(first));
        }

        await Adas.MarkReadAsync(first);
        foreach (var device in new[] { Ada, AdaTwo })
        {
            await SummaryAsync(device, one => one is { MentionCount: 1 });
        }

        await using (var timeline = Adas.OpenTimeline())
        {
            var row = await timeline.RowAsync(item => item.Sequence == last);
            Assert.That((row.MentionsMe, row.MentionsEveryone), Is.EqualTo((true, true)));
        }

        await AdasTwo.MarkReadAsync(last);
        await SummaryAsync(Ada, one => one is { MentionCount: 0, UnreadCount: 0 });
        Assert.That(Graces.Summary.MentionCount, Is.Zero, "who mentions everyone is not mentioned");
    }

    [Test]
    public async Task A_device_that_signs_in_later_is_told_what_is_unread()
    {
        await ReadAllAsync();
        await Ada.FlushAsync().SoonAsync();
        await SentAsync(Graces.SendAsync(new MessageDraft("ada?") { Mentions = [Ada.Account!.Id] }));
        await SentAsync(Graces.SendAsync("…"));
        var late = await World.SignInAsync("ada", "ada-late");
        await SummaryAsync(late, one => one is { MentionCount: 1, UnreadCount: 2 });
    }

    /// <summary>Reads what Grace has written before, all of which has to be there for it.</summary>
    private async Task ReadAllAsync()
    {
        var head = Graces.Summary.HeadSequence;
        await SummaryAsync(Ada, row => row.HeadSequence >= head);
        await Adas.MarkReadAsync(head);
    }

    [Test]
    public void More_mentions_than_a_message_may_hold_are_refused()
    {
        var ids = new IdSource(TimeProvider.System);
        var many = Enumerable.Range(0, 33).Select(_ => ids.NewId<AccountId>());
        Assert.That(Refusal(() => Adas.SendAsync(new MessageDraft("all of you") { Mentions = [.. many] })), Is.EqualTo(ErrorCode.InvalidArgument));
    }
}
