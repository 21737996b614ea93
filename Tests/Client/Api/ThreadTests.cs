using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class ThreadTests : MessageWorld
{
    [Test]
    public async Task Replies_stay_out_of_the_timeline_and_both_devices_see_the_summary_after_being_away()
    {
        var root = await Adas.SendAsync("a question");
        var sequence = await root.Sent.SoonAsync();
        await Adas.MarkReadAsync(sequence);
        long last = 0;
        await WhileAdaIsAwayAsync(async () =>
        {
            await SentAsync(Graces.SendAsync(new MessageDraft("one answer") { ThreadRoot = sequence }));
            await SentAsync(Graces.SendAsync("beside the thread"));
            last = await SentAsync(Graces.SendAsync(new MessageDraft("another") { ThreadRoot = sequence, Mentions = [Ada.Account!.Id] }));
        });
        var row = await AgreedAsync(root.Id, item => item.Thread is { ReplyCount: 2, LastSender.Handle.Length: > 0 });
        Assert.That((row.Thread!.LastSequence, row.Thread.UnreadCount, row.Thread.LastSender!.Handle), Is.EqualTo((last, 2, "grace")));
        foreach (var (device, conversation) in new[] { (Ada, Adas), (AdaTwo, AdasTwo) })
        {
            await using var timeline = conversation.OpenTimeline();
            await timeline.RowAsync(item => item.Text == "beside the thread");
            Assert.That(timeline.Snapshot.Select(item => item.Text), Does.Not.Contain("another"));
            await SummaryAsync(device, one => one is { UnreadCount: 1, MentionCount: 1 });
            await using var thread = conversation.OpenThread(sequence);
            await thread.UntilAsync(rows => rows.Select(item => item.Text).SequenceEqual(["one answer", "another"]));
        }

        await Adas.MarkThreadReadAsync(sequence, last);
        await AgreedAsync(root.Id, item => item.Sender.Id != Ada.Account!.Id || item.Thread is { UnreadCount: 0 });
    }

    [Test]
    public async Task An_offline_reply_is_seen_at_once_and_edits_and_reactions_fold_into_it()
    {
        var root = await SentAsync(Graces.SendAsync("root"));
        Ada.Paused = true;
        await using var thread = Adas.OpenThread(root);
        var reply = await Adas.SendAsync(new MessageDraft("unsent") { ThreadRoot = root });
        await Adas.EditAsync(reply.Id, "unsent, edited");
        await thread.UntilAsync(rows => rows is [{ Text: "unsent, edited", Sequence: null }]);
        Ada.Paused = false;
        await Ada.FlushAsync().SoonAsync();
        await Graces.SendAsync(new MessageDraft("later") { ThreadRoot = root });
        await using var graces = Graces.OpenThread(root);
        await graces.UntilAsync(rows => rows is [{ Text: "unsent, edited", Edited: true }, { Text: "later" }]);
        await Graces.ReactAsync(reply.Id, "👍");
        await thread.UntilAsync(rows => rows is [{ Reactions: [{ Emoji: "👍" }] }, _]);
    }

    [Test]
    public async Task A_late_device_gets_summary_list_and_replies_from_the_server()
    {
        var root = await SentAsync(Adas.SendAsync("popular"));
        const int Replies = 130;
        await Task.WhenAll(Enumerable.Range(1, Replies).Select(n => Graces.SendAsync(new MessageDraft($"reply {n}") { ThreadRoot = root })));
        await Grace.FlushAsync().SoonAsync();
        await Task.WhenAll(Enumerable.Range(1, 300).Select(n => Graces.SendAsync($"chatter {n}")));
        await Grace.FlushAsync().SoonAsync();

        var late = await World.SignInAsync("ada", "ada-late");
        var conversation = late.GetConversation(Adas.Id);
        var threads = await conversation.ReadThreadsAsync().TakeAsync(1);
        Assert.That((threads[0].Root, threads[0].ReplyCount), Is.EqualTo((root, Replies)));
        await using var thread = conversation.OpenThread(root);
        var rows = await thread.UntilAsync(rows => rows.Length == Replies);
        Assert.That(rows.Select(item => item.Text), Is.EqualTo(Enumerable.Range(1, Replies).Select(n => $"reply {n}")));
        Assert.That((await conversation.GetMessageAsync(root))!.Thread!.ReplyCount, Is.EqualTo(Replies));
    }

    [Test]
    public async Task A_reply_is_no_root()
    {
        var root = await SentAsync(Adas.SendAsync("root"));
        var reply = await SentAsync(Adas.SendAsync(new MessageDraft("reply") { ThreadRoot = root }));
        var nested = await Adas.SendAsync(new MessageDraft("nested") { ThreadRoot = reply });
        Assert.That(Refusal(() => nested.Sent.SoonAsync()), Is.EqualTo(ErrorCode.TargetNotFound));
        await nested.WithdrawAsync();
    }
}
