using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class DraftTests : MessageWorld
{
    [TearDown]
    public async Task TidyAsync()
    {
        Ada.Paused = false;
        await Adas.Preferences.SetDraftAsync(null);
        await Ada.FlushAsync().SoonAsync();
    }

    [Test]
    public async Task A_draft_is_on_all_devices_and_gone_when_its_message_is_sent()
    {
        var draft = MessageDraft.FromMarkdown("**half** a thought") with { ReplyToSequence = 1, Mentions = [Grace.Account!.Id] };
        await WhileAdaIsAwayAsync(() => Adas.Preferences.SetDraftAsync(draft));
        await SummaryAsync(AdaTwo, row => row.DraftText == "half a thought");
        var read = AdasTwo.Preferences.Draft!;
        Assert.That(read.Entities, Is.EqualTo(draft.Entities));
        Assert.That((read.ReplyToSequence, read.Mentions.Single()), Is.EqualTo((draft.ReplyToSequence, Grace.Account!.Id)));
        await SentAsync(AdasTwo.SendAsync(read with { Text = "a whole thought", Entities = [] }));
        Assert.That(AdasTwo.Preferences.Draft, Is.Null);
        await SummaryAsync(Ada, row => row.DraftText.Length == 0);
    }

    [Test]
    public async Task The_draft_that_reaches_the_server_last_counts()
    {
        (Ada.Paused, AdaTwo.Paused) = (true, true);
        await Adas.Preferences.SetDraftAsync("from one");
        await AdasTwo.Preferences.SetDraftAsync("from two");
        Ada.Paused = false;
        await Ada.FlushAsync().SoonAsync();
        AdaTwo.Paused = false;
        foreach (var device in new[] { Ada, AdaTwo })
            await SummaryAsync(device, row => row.DraftText == "from two");
    }

    [Test]
    public async Task A_message_sent_offline_does_not_clear_what_another_device_has_written_since()
    {
        await Adas.Preferences.SetDraftAsync("the first thought");
        await SummaryAsync(AdaTwo, row => row.DraftText == "the first thought");
        Ada.Paused = true;
        await Adas.SendAsync("the first thought");
        Assert.That(Adas.Preferences.Draft, Is.Null);
        await AdasTwo.Preferences.SetDraftAsync("the second thought");
        await AdaTwo.FlushAsync().SoonAsync();
        Ada.Paused = false;
        await Ada.FlushAsync().SoonAsync();
        await SummaryAsync(Ada, row => row.DraftText == "the second thought");
        Assert.That(AdasTwo.Preferences.Draft?.Text, Is.EqualTo("the second thought"));
    }

    [Test]
    public async Task A_draft_written_and_sent_in_one_breath_leaves_nothing_behind()
    {
        Ada.Paused = true;
        await Adas.Preferences.SetDraftAsync("quick");
        await Adas.SendAsync("quick");
        await Adas.Preferences.SetDraftAsync("quicker");
        Ada.Paused = false;
        await Ada.FlushAsync().SoonAsync();
        await Adas.SendAsync("quicker");
        await Ada.FlushAsync().SoonAsync();
        await SummaryAsync(AdaTwo, row => row.DraftText.Length == 0 && row.LastMessage?.Text == "quicker");
    }

    [Test]
    public void A_draft_has_a_limit() =>
        Assert.That(Refusal(() => Adas.Preferences.SetDraftAsync(new string('x', 17_000))), Is.EqualTo(ErrorCode.MessageTooLarge));
}
