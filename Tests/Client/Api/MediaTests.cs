using System.Security.Cryptography;
using FastChat.Client;
using FastChat.Tests.Support;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class MediaTests
{
    [Test]
    public async Task An_attachment_goes_up_with_its_message_and_comes_down_though_the_line_breaks()
    {
        await using var world = await ChatWorld.StartAsync();
        var ada = await world.RegisterAsync("ada");
        var grace = await world.RegisterAsync("grace", options => options with { Http = new CuttingHandler(cutAfterBytes: 100_000) });
        var adas = await ada.OpenDirectAsync(grace.Account!.Id);
        var content = RandomNumberGenerator.GetBytes(400_000);
        await ada.PauseAsync();
        var uploads = new Reported();
        var draft = new MessageDraft("look") { Attachments = [AttachmentSource.FromStream(new MemoryStream(content), "plan.bin")] };
        var outgoing = await adas.SendAsync(draft, null, uploads);
        await using var timeline = adas.OpenTimeline();
        var echo = await timeline.RowAsync(item => item.Key == outgoing.Id);
        Assert.That((echo.Delivery.State, echo.Attachments.Single().Name), Is.EqualTo((DeliveryState.Uploading, "plan.bin")));
        ada.Paused = false;
        await outgoing.Sent.SoonAsync();
        Assert.That(uploads.Last, Is.EqualTo(new Transfer(content.Length, content.Length)));

        await using var graces = (await grace.OpenDirectAsync(ada.Account!.Id)).OpenTimeline();
        var seen = await graces.RowAsync(item => item.Key == outgoing.Id);
        var downloads = new Reported();
        using var copy = new MemoryStream();
        await grace.DownloadAsync(seen.Attachments.Single(), copy, downloads).SoonAsync();
        Assert.That(copy.ToArray(), Is.EqualTo(content));
        Assert.That(downloads.Last, Is.EqualTo(new Transfer(content.Length, content.Length)));
        await Conditions.Until(() => !Directory.EnumerateFiles(world.PathOf("ada") + ".media").Any());
    }

    [Test]
    public async Task A_queued_attachment_survives_a_restart()
    {
        await using var world = await ChatWorld.StartAsync();
        var ada = await world.RegisterAsync("ada");
        var grace = await world.RegisterAsync("grace");
        ada.Paused = true;
        var adas = await ada.OpenDirectAsync(grace.Account!.Id);
        var content = RandomNumberGenerator.GetBytes(10_000);
        var outgoing = await adas.SendAsync(new MessageDraft
        {
            Attachments = [AttachmentSource.FromStream(new MemoryStream(content), "later.bin")],
        });
        ada = await world.RestartAsync(ada, "ada");
        await ada.GetConversation(adas.Id).GetOutgoing(outgoing.Id).Sent.SoonAsync();
        await using var graces = (await grace.OpenDirectAsync(ada.Account!.Id)).OpenTimeline();
        var seen = await graces.RowAsync(item => item.Key == outgoing.Id);
        using var copy = new MemoryStream();
        await grace.DownloadAsync(seen.Attachments.Single(), copy).SoonAsync();
        Assert.That(copy.ToArray(), Is.EqualTo(content));
    }

    [Test]
    public async Task A_stranger_cannot_download_and_a_file_that_is_not_there_cannot_be_attached()
    {
        await using var world = await ChatWorld.StartAsync();
        var ada = await world.RegisterAsync("ada");
        var grace = await world.RegisterAsync("grace");
        var eve = await world.RegisterAsync("eve");
        var adas = await ada.OpenDirectAsync(grace.Account!.Id);
        var outgoing = await adas.SendAsync(new MessageDraft
        {
            Attachments = [AttachmentSource.FromStream(new MemoryStream([1, 2, 3]), "secret.bin")],
        });
        await outgoing.Sent.SoonAsync();
        var attachment = adas.OpenTimeline().Snapshot.Single(item => item.Key == outgoing.Id).Attachments.Single();
        Assert.That(
            Assert.ThrowsAsync<ChatException>(() => eve.DownloadAsync(attachment, Stream.Null).SoonAsync())!.Code, Is.EqualTo(ErrorCode.NotFound));
        var missing = new MessageDraft { Attachments = [AttachmentSource.FromFile(world.PathOf("no-such-file"))] };
        Assert.That(
            Assert.ThrowsAsync<ChatException>(() => adas.SendAsync(missing))!.Code, Is.EqualTo(ErrorCode.AttachmentUnreadable));
    }
}
