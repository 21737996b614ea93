using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class QuoteTests : MessageWorld
{
    [Test]
    public async Task A_reply_shows_what_it_answers_as_it_stands_now()
    {
        var original = await Adas.SendAsync("shall we?");
        var sequence = await original.Sent.SoonAsync();
        var reply = await Graces.SendAsync(new MessageDraft("yes") { ReplyToSequence = sequence });
        var row = await AgreedAsync(reply.Id, item => item.Quote is { State: QuoteState.Here });
        Assert.That((row.Quote!.Text, row.Quote.Sender!.Handle, row.Quote.Sequence), Is.EqualTo(("shall we?", "ada", sequence)));

        await WhileAdaIsAwayAsync(() => Task.CompletedTask);
        await Adas.EditAsync(original.Id, new string('x', 300));
        row = await AgreedAsync(reply.Id, item => item.Quote!.Text.StartsWith('x'));
        Assert.That(row.Quote!.Text, Has.Length.EqualTo(200));
        await Adas.DeleteAsync(original.Id);
        row = await AgreedAsync(reply.Id, item => item.Quote is { State: QuoteState.Deleted });
        Assert.That(row.Quote!.Text, Is.Empty);
    }

    [Test]
    public async Task What_is_quoted_and_far_away_is_fetched()
    {
        var old = await SentAsync(Graces.SendAsync("long ago"));
        for (var i = 0; i < 3; i++)
            await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Graces.SendAsync($"since then {i}/{n}")));
        var reply = await Graces.SendAsync(new MessageDraft("remember?") { ReplyToSequence = old });
        await reply.Sent.SoonAsync();
        var late = await World.SignInAsync("ada", "ada-late");
        await using var timeline = late.GetConversation(Adas.Id).OpenTimeline();
        var row = await timeline.RowAsync(item => item.Key == reply.Id && item.Quote is { State: QuoteState.Here });
        Assert.That(row.Quote!.Text, Is.EqualTo("long ago"));
    }

    [Test]
    public async Task A_forwarded_message_says_who_wrote_it_first_and_takes_its_attachments_along()
    {
        var linus = await World.RegisterAsync("linus");
        var draft = new MessageDraft("look at this")
        {
            Entities = [new TextEntity(0, 4, TextStyle.Bold)],
            Attachments = [AttachmentSource.FromStream(new MemoryStream("the bytes"u8.ToArray()), "a.txt", "text/plain") with { Preview = [1, 2, 3] }],
        };
        var original = await Adas.SendAsync(draft);
        await original.Sent.SoonAsync();
        await using var graces = Graces.OpenTimeline();
        var seen = await graces.RowAsync(item => item.Key == original.Id);
        Assert.That(seen.Attachments[0].Preview, Is.EqualTo(new byte[] { 1, 2, 3 }));

        var onwards = await Grace.OpenDirectAsync(linus.Account!.Id);
        var first = await onwards.ForwardAsync(seen);
        await first.Sent.SoonAsync();
        await using var linuss = linus.GetConversation(onwards.Id).OpenTimeline();
        var row = await linuss.RowAsync(item => item.Key == first.Id && item.Sender.Handle.Length > 0);
        Assert.That((row.Text, row.Sender.Handle, row.Forwarded!.From.Id, row.Forwarded.At), Is.EqualTo(("look at this", "grace", Ada.Account!.Id, seen.At)));
        Assert.That(row.Entities, Is.EqualTo(draft.Entities));
        using var bytes = new MemoryStream();
        await linus.DownloadAsync(row.Attachments[0], bytes);
        Assert.That(bytes.ToArray(), Is.EqualTo("the bytes"u8.ToArray()));

        // Back to where it came from: the first author stays.
        var again = await Graces.ForwardAsync((await onwards.GetMessageAsync(await first.Sent))!);
        var back = await AgreedAsync(again.Id, item => item.Forwarded is not null);
        Assert.That(back.Forwarded!.From.Handle, Is.EqualTo("ada"));
    }

    [Test]
    public async Task Places_and_cards_arrive_and_impossible_ones_are_refused()
    {
        var place = new GeoLocation(48.8584, 2.2945) { AccuracyMeters = 12, Label = "the tower", LiveUntil = DateTimeOffset.FromUnixTimeMilliseconds(1_900_000_000_000) };
        var card = new ContactCard("Linus") { Account = Grace.Account!.Id, Phones = ["+358 1"], Emails = ["linus@example.org"] };
        var outgoing = await Adas.SendAsync(new MessageDraft { Location = place, Contact = card });
        var row = await AgreedAsync(outgoing.Id, item => item.Location is not null);
        Assert.That((row.Location, row.Contact), Is.EqualTo((place, card)));
        Assert.That(Refusal(() => Adas.SendAsync(new MessageDraft { Location = new GeoLocation(91, 0) })), Is.EqualTo(ErrorCode.InvalidArgument));
        Assert.That(Refusal(() => Adas.SendAsync(new MessageDraft { Location = new GeoLocation(0, double.NaN) })), Is.EqualTo(ErrorCode.InvalidArgument));
        Assert.That(Refusal(() => Adas.SendAsync(new MessageDraft { Contact = new ContactCard("") })), Is.EqualTo(ErrorCode.InvalidArgument));

        // A place that moves is edited.
        await Adas.EditAsync(outgoing.Id, new MessageDraft { Location = place with { Latitude = 48.86 } });
        await AgreedAsync(outgoing.Id, item => item.Location?.Latitude == 48.86);
    }
}
