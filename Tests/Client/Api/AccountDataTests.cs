using System.IO.Compression;
using FastChat.Client;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class AccountDataTests
{
    private ChatWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await ChatWorld.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task An_account_takes_everything_along_and_two_of_its_devices_get_the_same()
    {
        var (ada, grace) = (await _world.RegisterAsync("export-ada"), await _world.RegisterAsync("export-grace"));
        var conversation = await ada.OpenDirectAsync(grace.Account!.Id);
        var sent = await conversation.SendAsync("take me along");
        await sent.Sent.SoonAsync();
        var second = await _world.SignInAsync("export-ada", "export-ada-second");
        foreach (var device in new[] { ada, second })
        {
            using var bytes = new MemoryStream();
            await device.Data.ExportAsync(bytes).SoonAsync();
            using var archive = new ZipArchive(bytes);
            using var reader = new StreamReader(archive.GetEntry($"messages/{conversation.Id}.ndjson")!.Open());
            Assert.That(await reader.ReadToEndAsync(), Does.Contain("take me along"));
        }
    }

    [Test]
    public async Task A_deleted_account_s_devices_are_signed_out_and_the_other_side_goes_on_without_it()
    {
        var (ada, grace) = (await _world.RegisterAsync("leaving-ada"), await _world.RegisterAsync("staying-grace"));
        var away = await _world.SignInAsync("leaving-ada", "leaving-ada-second");
        var conversation = await ada.OpenDirectAsync(grace.Account!.Id);
        var sent = await conversation.SendAsync("forget all of me");
        await sent.Sent.SoonAsync();
        await using var timeline = grace.GetConversation(conversation.Id).OpenTimeline();
        await timeline.UntilAsync(rows => rows.Any(row => row.Text == "forget all of me"));
        away.Paused = true;
        Assert.That(
            Assert.ThrowsAsync<ChatException>(() => ada.Data.DeleteAccountAsync("not the password"))!.Code, Is.EqualTo(ErrorCode.WrongCredentials));
        await ada.Data.DeleteAccountAsync(RawAccounts.Password, OwnMessages.Remove);
        await timeline.UntilAsync(rows => rows.All(row => row.Text != "forget all of me"));
        away.Paused = false;
        foreach (var device in new[] { ada, away }) await device.WaitForAsync(ConnectionState.Refused).SoonAsync();
        await ada.SignOutAsync(eraseStore: true);
        Assert.That(Assert.ThrowsAsync<ChatException>(() => ada.SignInAsync("leaving-ada", RawAccounts.Password))!.Code, Is.EqualTo(ErrorCode.WrongCredentials).Or.EqualTo(ErrorCode.AccountDisabled));
        var more = await grace.GetConversation(conversation.Id).SendAsync("are you there?");
        await more.Sent.SoonAsync();
    }

    [Test]
    public async Task A_message_is_reported_with_a_category_and_a_note()
    {
        var (ada, grace) = (await _world.RegisterAsync("report-ada"), await _world.RegisterAsync("report-grace"));
        var conversation = await ada.OpenDirectAsync(grace.Account!.Id);
        var sequence = await (await conversation.SendAsync("buy my things")).Sent.SoonAsync();
        await grace.GetConversation(conversation.Id).ReportAsync(sequence, ReportCategory.Spam, "again and again");
        var listed = await Server.Administration.AdminCommandLine.RunAsync(_world.Server.Server.Options, "reports");
        Assert.That(listed, Does.Contain("again and again").And.Contain("Spam").And.Not.Contain("buy my things"));
        Assert.That(
            Assert.ThrowsAsync<ChatException>(() => grace.GetConversation(conversation.Id).ReportAsync(sequence + 9, ReportCategory.Other))!.Code,
            Is.EqualTo(ErrorCode.TargetNotFound));
    }
}
