using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class PollTests : MessageWorld
{
    [Test]
    public async Task Votes_cast_offline_on_two_devices_end_in_one_result()
    {
        var poll = await Graces.SendAsync(new MessageDraft { Poll = new PollDraft("lunch?", ["soup", "bread", "air"]) });
        await AgreedAsync(poll.Id, item => item.Poll is not null);
        await WhileAdaIsAwayAsync(async () =>
        {
            await Adas.VoteAsync(poll.Id, [0]);
            await AdasTwo.VoteAsync(poll.Id, [1]);
            await Graces.VoteAsync(poll.Id, [1]);
            await Grace.FlushAsync().SoonAsync();
        });
        await Ada.FlushAsync().SoonAsync();
        await AdaTwo.FlushAsync().SoonAsync();
        var row = await AgreedAsync(poll.Id, item => item.Poll is { VoterCount: 2 } && item.Unsent.IsEmpty);
        Assert.That(row.Poll!.Options.Sum(option => option.Count), Is.EqualTo(2), "one vote each, the last of an account's");

        await Adas.VoteAsync(poll.Id, []);
        row = await AgreedAsync(poll.Id, item => item.Poll is { VoterCount: 1 });
        Assert.That(row.Poll!.Options.Single(option => option.Count == 1).Voters, Is.EqualTo(new[] { Grace.Account!.Id }));
    }

    [Test]
    public async Task A_closed_poll_counts_nothing_more()
    {
        var poll = await Adas.SendAsync(new MessageDraft("while we are at it") { Poll = new PollDraft("done?", ["yes", "no"]) { Multiple = true } });
        await AgreedAsync(poll.Id, item => item.Poll is not null);
        await Graces.VoteAsync(poll.Id, [0, 1]);
        await Grace.FlushAsync().SoonAsync();
        Assert.That(Refusal(async () => await SentAsync(Graces.ClosePollAsync(poll.Id))), Is.EqualTo(ErrorCode.Forbidden), "another's poll");
        await SentAsync(Adas.ClosePollAsync(poll.Id));
        await Graces.VoteAsync(poll.Id, [0]);
        await Grace.FlushAsync().SoonAsync();
        var row = await AgreedAsync(poll.Id, item => item.Poll is { Closed: true });
        Assert.That(row.Poll!.Options.Select(option => option.Count), Is.EqualTo(new[] { 1, 1 }));
        await using var timeline = Graces.OpenTimeline();
        await timeline.RowAsync(item => item.Key == poll.Id && item.Unsent.Any(change => change.Delivery.Code == ErrorCode.PollClosed));
    }

    [Test]
    public async Task Of_an_anonymous_poll_only_the_counts_are_told()
    {
        var poll = await Adas.SendAsync(new MessageDraft { Poll = new PollDraft("honestly?", ["yes", "no"]) { Anonymous = true } });
        await AgreedAsync(poll.Id, item => item.Poll is not null);
        await WhileAdaIsAwayAsync(async () => await Graces.VoteAsync(poll.Id, [1]).SoonAsync());
        await Adas.VoteAsync(poll.Id, [1]).SoonAsync();
        await Adas.VoteAsync(poll.Id, [0]).SoonAsync();
        var row = await AgreedAsync(poll.Id, item => item.Poll is { VoterCount: 2 } && item.Poll.Options[0].Count == 1);
        Assert.That(row.Poll!.Options.Select(option => option.Count), Is.EqualTo(new[] { 1, 1 }));
        Assert.That(row.Poll.Options.SelectMany(option => option.Voters), Is.Empty);

        var senders = new List<AccountId>();
        await foreach (var entry in Adas.ReadEntriesAsync((long)row.Sequence!))
        {
            if (entry.Kind is EntryKind.PollTally or EntryKind.Vote)
                senders.Add(entry.Sender.Id);
            if (entry.Sequence == Adas.Summary.HeadSequence)
                break;
        }

        Assert.That(senders, Is.EqualTo(Enumerable.Repeat(AccountId.None, 3)), "the log names nobody");
        await SentAsync(Adas.ClosePollAsync(poll.Id));
        Assert.That(Refusal(() => Graces.VoteAsync(poll.Id, [0]).SoonAsync()), Is.EqualTo(ErrorCode.PollClosed));
    }

    [Test]
    public async Task A_poll_with_a_time_closes_by_itself()
    {
        var poll = await Adas.SendAsync(new MessageDraft { Poll = new PollDraft("quick", ["a", "b"]) { ClosesAfter = TimeSpan.FromHours(1) } });
        var row = await AgreedAsync(poll.Id, item => item.Poll is { ClosesAt: not null });
        Assert.That(row.Poll!.ClosesAt, Is.EqualTo(row.At + TimeSpan.FromHours(1)));
    }

    [Test]
    public void Impossible_polls_and_votes_are_refused()
    {
        Assert.That(Refusal(() => Adas.SendAsync(new MessageDraft { Poll = new PollDraft("?", ["one"]) })), Is.EqualTo(ErrorCode.InvalidArgument));
        Assert.That(Refusal(() => Adas.SendAsync(new MessageDraft { Poll = new PollDraft("", ["a", "b"]) })), Is.EqualTo(ErrorCode.InvalidArgument));
        Assert.That(Refusal(() => Adas.VoteAsync(new MessageId(1), [0])), Is.EqualTo(ErrorCode.TargetNotFound));
    }
}
