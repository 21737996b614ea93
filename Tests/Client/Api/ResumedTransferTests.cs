using System.Security.Cryptography;
using FastChat.Client;
using FastChat.Storage;
using FastChat.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Client.Api;

/// <summary>Uploads and downloads go on where they ended: after a broken line, a restarted server, a restarted program.</summary>
[TestFixture]
internal sealed class ResumedTransferTests
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(3_000_000);

    private ChatWorld _world = null!;
    private ChatClient _grace = null!;

    private ChatDatabase Database => _world.Server.Server.Services.GetRequiredService<ChatDatabase>();

    [SetUp]
    public async Task StartAsync()
    {
        _world = await ChatWorld.StartAsync();
        _grace = await _world.RegisterAsync("grace");
    }

    [TearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task An_upload_whose_line_breaks_goes_on_where_it_was()
    {
        using var cutting = new UploadCutHandler(part => part < 2 ? 1_000_000 : null);
        var ada = await _world.RegisterAsync("ada", options => options with { Http = cutting });
        var progress = new Reported();
        var outgoing = await SendAsync(ada, progress);
        await outgoing.Sent.SoonAsync();
        Assert.That(await ReceivedAsync(ada, outgoing), Is.EqualTo(Content));
        Assert.That(progress.Last, Is.EqualTo(new Transfer(Content.Length, Content.Length)));
        Assert.That(cutting.BytesSent, Is.LessThan(2 * Content.Length), "what had arrived was not sent again");
    }

    [Test]
    public async Task An_upload_goes_on_in_another_process_after_the_program_ended_in_the_middle()
    {
        using var cutting = new UploadCutHandler(part => part == 0 ? 2_000_000 : 0, () => TakenAsync(bytesMin: 1_100_000));
        var ada = await _world.RegisterAsync("ada", options => options with { Http = cutting });
        var outgoing = await SendAsync(ada);
        await Conditions.Until(() => Database.Uploads.ReadAll(ada.Account!.Id) is [{ Record.OffsetBytes: >= 1_000_000 }]);
        await ada.DisposeAsync();
        var kept = Database.Uploads.ReadAll((await ReadAccountAsync("ada")).Id) is [var row] ? row.Record.OffsetBytes : 0;
        Assert.That(kept, Is.GreaterThanOrEqualTo(1_000_000), "the server keeps it");

        using var counting = new UploadCutHandler(_ => null);
        var again = _world.Make("ada", options => options with { Http = counting });
        await again.ResumeAsync();
        await again.GetConversation((await again.OpenDirectAsync(_grace.Account!.Id)).Id).GetOutgoing(outgoing.Id).Sent.SoonAsync();
        Assert.That(await ReceivedAsync(again, outgoing), Is.EqualTo(Content));
        Assert.That(counting.BytesSent, Is.LessThanOrEqualTo(Content.Length - kept), "only the rest was sent");
    }

    [Test]
    public async Task A_withdrawn_draft_ends_its_upload_on_the_server_too()
    {
        using var cutting = new UploadCutHandler(part => part == 0 ? 500_000 : 0, () => TakenAsync(bytesMin: 1));
        var ada = await _world.RegisterAsync("ada", options => options with { Http = cutting });
        var outgoing = await SendAsync(ada);
        await Conditions.Until(() => Database.Uploads.ReadAll(ada.Account!.Id) is [{ Record.OffsetBytes: > 0 }]);
        Assert.That(await outgoing.WithdrawAsync());
        await Conditions.Until(() => Database.Uploads.ReadAll(ada.Account!.Id).Count == 0);
        Assert.That((await ada.ReadMediaUsageAsync()).UploadingBytes, Is.Zero);
    }

    [Test]
    public async Task A_download_to_a_file_goes_on_with_what_an_earlier_call_left()
    {
        var ada = await _world.RegisterAsync("ada");
        var outgoing = await SendAsync(ada);
        await outgoing.Sent.SoonAsync();
        var attachment = await AttachmentAsync(_grace, ada, outgoing);
        var path = Path.Combine(Path.GetDirectoryName(_world.PathOf("grace"))!, "plan.bin");
        var part = $"{path}.{attachment.Media}.part";
        await File.WriteAllBytesAsync(part, Content[..2_000_000]);
        var progress = new FirstReported();
        await _grace.DownloadToFileAsync(attachment, path, progress).SoonAsync();
        Assert.That(await File.ReadAllBytesAsync(path), Is.EqualTo(Content));
        Assert.That(progress.First!.Value.BytesDone, Is.GreaterThan(1_999_000));
        Assert.That(File.Exists(part), Is.False);

        // More than there is cannot be of this content: it begins anew.
        await File.WriteAllBytesAsync(part, new byte[Content.Length + 10]);
        await _grace.DownloadToFileAsync(attachment, path).SoonAsync();
        Assert.That(await File.ReadAllBytesAsync(path), Is.EqualTo(Content));

        using var stop = new CancellationTokenSource();
        var stopping = new StopAfter(1_000_000, stop);
        Assert.CatchAsync<OperationCanceledException>(() => _grace.DownloadToFileAsync(attachment, path, stopping, stop.Token));
        Assert.That(new FileInfo(part).Length, Is.GreaterThan(900_000), "a cancelled one is kept");
        await _grace.DownloadToFileAsync(attachment, path).SoonAsync();
        Assert.That(await File.ReadAllBytesAsync(path), Is.EqualTo(Content));
    }

    [Test]
    public async Task What_an_account_holds_is_told_and_the_same_file_twice_is_held_once()
    {
        var ada = await _world.RegisterAsync("ada");
        await (await SendAsync(ada)).Sent.SoonAsync();
        await (await SendAsync(ada)).Sent.SoonAsync();
        var usage = await ada.ReadMediaUsageAsync();
        Assert.That((usage.UsedBytes, usage.UploadingBytes), Is.EqualTo(((long)Content.Length, 0L)));
        Assert.That(usage.FreeBytes, Is.EqualTo(usage.QuotaBytes - Content.Length));
        await _world.Server.Server.Services.GetRequiredService<FastChat.Server.Administration.AccountAdministration>().SetQuotaAsync(ada.Account!.Id, Content.Length);
        var conversation = await ada.OpenDirectAsync(_grace.Account!.Id);
        var other = new MessageDraft { Attachments = [AttachmentSource.FromStream(new MemoryStream([1]), "one more.bin")] };
        var refused = await conversation.SendAsync(other);
        Assert.That(Assert.ThrowsAsync<ChatException>(() => refused.Sent.SoonAsync())!.Code, Is.EqualTo(ErrorCode.QuotaExceeded));
    }

    /// <summary>Until the server has so many bytes of the only upload in its file.</summary>
    private Task TakenAsync(long bytesMin)
    {
        var directory = Path.Combine(_world.Server.Server.Options.DataDirectory, "uploads");
        return Conditions.Until(() => Directory.GetFiles(directory) is [var file] && new FileInfo(file).Length >= bytesMin);
    }

    private async Task<Account> ReadAccountAsync(string handle) => (await _grace.FindAccountAsync(handle))!;

    private async Task<Outgoing> SendAsync(ChatClient ada, IProgress<Transfer>? progress = null)
    {
        var conversation = await ada.OpenDirectAsync(_grace.Account!.Id);
        var draft = new MessageDraft("look") { Attachments = [AttachmentSource.FromStream(new MemoryStream(Content), "plan.bin")] };
        return await conversation.SendAsync(draft, null, progress);
    }

    private static async Task<Attachment> AttachmentAsync(ChatClient grace, ChatClient ada, Outgoing outgoing)
    {
        await using var timeline = (await grace.OpenDirectAsync(ada.Account!.Id)).OpenTimeline();
        return (await timeline.RowAsync(item => item.Key == outgoing.Id)).Attachments.Single();
    }

    private async Task<byte[]> ReceivedAsync(ChatClient ada, Outgoing outgoing)
    {
        using var copy = new MemoryStream();
        await _grace.DownloadAsync(await AttachmentAsync(_grace, ada, outgoing), copy).SoonAsync();
        return copy.ToArray();
    }

    private sealed class FirstReported : IProgress<Transfer>
    {
        public Transfer? First { get; private set; }

        public void Report(Transfer value) => First ??= value;
    }

    private sealed class StopAfter(long bytes, CancellationTokenSource stop) : IProgress<Transfer>
    {
        public void Report(Transfer value)
        {
            if (value.BytesDone >= bytes) stop.Cancel();
        }
    }
}
