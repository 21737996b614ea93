using System.Security.Cryptography;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Tests.Storage.Media;

/// <summary>Uploads in parts on disk: what counts is what their row says, and nothing else can be read.</summary>
[TestFixture]
internal sealed class UploadFilesTests
{
    private static readonly MediaId Upload = Ids.Media(1);

    private string _directory = null!;
    private UploadFiles _files = null!;
    private UploadRecord _record = null!;

    [SetUp]
    public void Create()
    {
        _directory = Directory.CreateTempSubdirectory("fastchat-uploads-").FullName;
        _files = new UploadFiles(_directory);
        _files.Create(Upload);
        _record = new UploadRecord(1_000_000, 0, 0, UploadFiles.NewKey(), "", 0, 0, MediaId.None);
    }

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Pieces_of_any_size_read_back_as_one_content_and_none_lies_there_in_clear()
    {
        var content = new byte[200_000];
        content.AsSpan().Fill((byte)'x');
        RandomNumberGenerator.Fill(content.AsSpan(150_000));
        await AppendAsync(content[..1]);
        await AppendAsync(content[1..65_537]);
        await AppendAsync(content[65_537..65_600]);
        for (var at = 65_600; at < content.Length; at += 50_000) await AppendAsync(content[at..Math.Min(content.Length, at + 50_000)]);
        Assert.That(await ReadAsync(), Is.EqualTo(content));
        Assert.That((await File.ReadAllBytesAsync(Stored())).AsSpan().IndexOf("xxxxxxxx"u8), Is.EqualTo(-1));
    }

    [Test]
    public async Task What_was_appended_and_not_counted_is_cut_off_before_the_next_piece()
    {
        await AppendAsync([1, 2, 3]);
        using (var writer = _files.OpenWrite(Upload, _record)!)
        {
            await writer.AppendAsync(new byte[5_000], default);
            writer.Sync();
        }

        Assert.That(await ReadAsync(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        await AppendAsync([4]);
        Assert.That(await ReadAsync(), Is.EqualTo(new byte[] { 1, 2, 3, 4 }));
        Assert.That(new FileInfo(Stored()).Length, Is.EqualTo(_record.FileBytes));
    }

    [Test]
    public async Task Altered_exchanged_and_missing_pieces_are_found()
    {
        await AppendAsync([1, 1, 1]);
        await AppendAsync([2, 2, 2]);
        var stored = await File.ReadAllBytesAsync(Stored());
        var half = stored.Length / 2;
        foreach (var offset in new[] { 3, 10, half - 1, stored.Length - 1 })
        {
            var altered = stored.ToArray();
            altered[offset] ^= 1;
            await File.WriteAllBytesAsync(Stored(), altered);
            Assert.ThrowsAsync<StorageCorruptException>(() => ReadAsync());
        }

        await File.WriteAllBytesAsync(Stored(), [.. stored[half..], .. stored[..half]]);
        Assert.ThrowsAsync<StorageCorruptException>(() => ReadAsync());
        await File.WriteAllBytesAsync(Stored(), stored[..half]);
        Assert.That(_files.OpenRead(Upload, _record), Is.Null);
        Assert.That(_files.OpenWrite(Upload, _record), Is.Null);
    }

    [Test]
    public void Files_that_no_row_names_go()
    {
        _files.Create(Ids.Media(2));
        Assert.That(_files.Sweep(new HashSet<MediaId> { Upload }), Is.EqualTo(1));
        Assert.That(Directory.GetFiles(Path.Combine(_directory, "uploads")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_backup_holds_uploads_up_to_what_their_rows_count_and_verification_opens_every_piece()
    {
        using var temporary = new TemporaryDatabase();
        var account = Ids.Account(1);
        var key = temporary.CreateKey(account);
        _files = new UploadFiles(temporary.Options.DataDirectory);
        _files.Create(Upload);
        await AppendAsync([1, 2, 3]);
        temporary.Commit(batch => temporary.Database.Uploads.Put(batch, account, Upload, key, _record));
        var counted = _record;
        // Goes on while the backup is made.
        await AppendAsync([4, 5, 6]);
        var backup = temporary.File("backup");
        temporary.Database.Backup(backup);
        var options = temporary.Options with { DataDirectory = temporary.File("restored") };
        ChatDatabase.Restore(backup, options, TimeProvider.System);
        using var restored = ChatDatabase.Open(options, TimeProvider.System);
        Assert.That(restored.Verify().Problems, Is.Empty);
        Assert.That(restored.Uploads.Read(account, Upload)?.OffsetBytes, Is.EqualTo(counted.OffsetBytes));
        (_files, _record) = (new UploadFiles(options.DataDirectory), counted);
        Assert.That(await ReadAsync(), Is.EqualTo(new byte[] { 1, 2, 3 }));

        var file = Directory.GetFiles(Path.Combine(options.DataDirectory, "uploads")).Single();
        var stored = await File.ReadAllBytesAsync(file);
        stored[20] ^= 1;
        await File.WriteAllBytesAsync(file, stored);
        Assert.That(restored.Verify().Problems.Single(), Does.Contain("does not open"));
    }

    [Test]
    public void Verification_compares_what_is_counted_with_what_is_held()
    {
        using var temporary = new TemporaryDatabase();
        var account = Ids.Account(1);
        var key = temporary.CreateKey(account);
        var holdings = temporary.Database.MediaHoldings;
        temporary.Commit(batch =>
        {
            temporary.Database.Media.Put(batch, Upload, new MediaRecord(account, 5, "a/b", "", 1, 65_536));
            holdings.Put(batch, account, Upload, key, new MediaHoldingRecord(5, default, 1));
            holdings.PutUsage(batch, account, key, new MediaUsageRecord(5));
        });
        Assert.That(temporary.Database.Verify().Problems, Is.Empty);
        temporary.Commit(batch => holdings.PutUsage(batch, account, key, new MediaUsageRecord(6)));
        Assert.That(temporary.Database.Verify().Problems.Single(), Does.Contain("differ"));
        temporary.Commit(batch => temporary.Database.Media.Delete(batch, Upload));
        Assert.That(temporary.Database.Verify().Problems.Single(), Does.Contain("no blob"));
    }

    private string Stored() => Directory.GetFiles(Path.Combine(_directory, "uploads")).Single();

    private async Task AppendAsync(byte[] piece)
    {
        using var writer = _files.OpenWrite(Upload, _record)!;
        await writer.AppendAsync(piece, default);
        writer.Sync();
        _record = _record with { OffsetBytes = writer.OffsetBytes, FileBytes = writer.FileBytes };
    }

    private async Task<byte[]> ReadAsync()
    {
        await using var stream = _files.OpenRead(Upload, _record)!;
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
