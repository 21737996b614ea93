using FastChat.Protocol;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Storage.Media;
using FastChat.Tests.Server.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FastChat.Tests.Server.Media;

[TestFixture]
internal sealed class MediaUploadsTests
{
    private static readonly MediaOptions Options = new(BytesMax: 1 << 20, UploadsMax: 2, BytesPerAccountMax: 1 << 20);

    [Test]
    public async Task A_file_whose_commit_may_have_reached_the_disk_is_there_for_its_row_after_a_restart()
    {
        await using var shards = new TestShards();
        var account = await shards.AccountAsync();
        shards.Log.FailsAfterwards = true;
        Assert.That((await UploadAsync(shards, account))?.Code, Is.EqualTo(Code.StorageReadOnly));
        await shards.RestartAsync();
        Assert.That(shards.Database.MediaHoldings.ReadUsage(account)?.UsedBytes, Is.EqualTo(3), "the row came back");
        Assert.That(Sweep(shards), Is.Zero);
        Assert.That(Files(shards), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_file_without_a_row_is_removed_at_the_next_start()
    {
        await using var shards = new TestShards();
        var account = await shards.AccountAsync();
        shards.Log.Fails = true;
        Assert.That((await UploadAsync(shards, account))?.Code, Is.EqualTo(Code.StorageReadOnly));
        Assert.That(Files(shards), Has.Length.EqualTo(1), "kept: its row may have been written");
        await shards.RestartAsync();
        Assert.That(Sweep(shards), Is.EqualTo(1));
        Assert.That(Files(shards), Is.Empty);
    }

    [Test]
    public async Task A_refused_upload_leaves_no_file()
    {
        await using var shards = new TestShards();
        var stranger = new IdSource(TimeProvider.System).NewId<AccountId>();
        Assert.That((await UploadAsync(shards, stranger))?.Code, Is.EqualTo(Code.AccountNotFound));
        Assert.That(Files(shards), Is.Empty);
    }

    private static async Task<RefusalException?> UploadAsync(TestShards shards, AccountId account)
    {
        var files = new MediaFiles(shards.Database.Options.DataDirectory);
        var ledger = new MediaLedger(shards.Database, TimeProvider.System, Options);
        var scan = new MediaScan([], Options, NullLogger<MediaScan>.Instance);
        var uploads = new MediaUploads(
            shards.Database, files, ledger, scan, shards.Records, new IdSource(TimeProvider.System), TimeProvider.System, Options);
        try
        {
            await uploads.StoreAsync(account, new MediaSource(new MemoryStream([1, 2, 3]), null, "a"), CancellationToken.None);
            return null;
        }
        catch (RefusalException refusal)
        {
            return refusal;
        }
    }

    private static int Sweep(TestShards shards) => new MediaFiles(shards.Database.Options.DataDirectory)
        .Sweep(media => shards.Database.Media.Read(media) is not null, CancellationToken.None);

    private static string[] Files(TestShards shards) => Directory.GetFiles(
        Path.Combine(shards.Database.Options.DataDirectory, "media"), "*", SearchOption.AllDirectories);
}
