using System.Security.Cryptography;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Tests.Storage.Media;

public sealed class MediaFilesTests
{
    private const int Chunk = 64 * 1024;
    private static readonly MediaId Media = new(UInt128.MaxValue / 7);

    private string _directory = null!;
    private MediaFiles _files = null!;

    [SetUp]
    public void Open()
    {
        _directory = Directory.CreateTempSubdirectory("fastchat-media-").FullName;
        _files = new MediaFiles(_directory);
    }

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(Chunk - 1)]
    [TestCase(Chunk)]
    [TestCase(Chunk + 1)]
    [TestCase((3 * Chunk) + 5)]
    [TestCase(4 * Chunk)]
    public async Task What_was_written_is_read_back(int bytes)
    {
        var content = RandomNumberGenerator.GetBytes(bytes);
        var blob = await WriteAsync(content);
        Assert.That(blob.SizeBytes, Is.EqualTo(bytes));
        Assert.That(await ReadAsync(blob), Is.EqualTo(content));
    }

    [Test]
    public async Task What_is_staged_can_be_read_before_it_has_its_name_and_is_known_by_its_hash()
    {
        var content = RandomNumberGenerator.GetBytes(Chunk + 9);
        var blob = (await _files.StageAsync(Media, new MemoryStream(content), 1 << 30, default))!;
        Assert.That(blob.Hash, Is.EqualTo(SHA256.HashData(content)));
        Assert.That(_files.OpenRead(Media, blob.Key, blob.SizeBytes), Is.Null);
        await using (var staged = _files.OpenStaged(Media, blob))
        {
            var copy = new MemoryStream();
            await staged.CopyToAsync(copy);
            Assert.That(copy.ToArray(), Is.EqualTo(content));
        }

        _files.Discard(Media);
        Assert.That(AllFiles(), Is.Empty);
    }

    [Test]
    public async Task Any_range_can_be_read()
    {
        var content = RandomNumberGenerator.GetBytes((3 * Chunk) + 77);
        var blob = await WriteAsync(content);
        await using var stream = _files.OpenRead(Media, blob.Key, blob.SizeBytes)!;
        foreach (var (from, count) in new[] { (0, 1), (Chunk - 1, 2), (Chunk, Chunk), ((3 * Chunk) + 70, 7), (5, (2 * Chunk) + 9) })
        {
            stream.Seek(from, SeekOrigin.Begin);
            var read = new byte[count];
            await stream.ReadExactlyAsync(read);
            Assert.That(read, Is.EqualTo(content[from..(from + count)]));
        }
    }

    [Test]
    public async Task Nothing_of_the_content_is_on_disk_in_clear_and_the_name_is_the_id()
    {
        var content = new byte[1_000];
        content.AsSpan().Fill((byte)'x');
        await WriteAsync(content);
        var stored = await File.ReadAllBytesAsync(Stored());
        Assert.That(stored, Has.Length.EqualTo(1_016));
        Assert.That(stored.AsSpan().IndexOf("xxxxxxxx"u8), Is.EqualTo(-1));
        Assert.That(Path.GetRelativePath(_directory, Stored()), Is.EqualTo("media/24/24924924924924924924924924924924"));
        Assert.That(OperatingSystem.IsWindows() || File.GetUnixFileMode(Stored()) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [TestCase(0)]
    [TestCase(100)]
    [TestCase(Chunk + 16)]
    [TestCase((2 * Chunk) + 40)]
    public async Task A_flipped_bit_is_found_and_nothing_of_its_chunk_returned(int offset)
    {
        var blob = await WriteAsync(RandomNumberGenerator.GetBytes((2 * Chunk) + 20));
        var stored = await File.ReadAllBytesAsync(Stored());
        stored[offset] ^= 1;
        await File.WriteAllBytesAsync(Stored(), stored);
        Assert.ThrowsAsync<StorageCorruptException>(() => ReadAsync(blob));
    }

    [Test]
    public async Task Cutting_exchanging_and_appending_chunks_is_found()
    {
        var blob = await WriteAsync(RandomNumberGenerator.GetBytes(3 * Chunk));
        var stored = await File.ReadAllBytesAsync(Stored());
        const int Sealed = Chunk + 16;

        await File.WriteAllBytesAsync(Stored(), stored[..(2 * Sealed)]);
        Assert.ThrowsAsync<StorageCorruptException>(() => ReadAsync(blob));
        // A shorter size would make the second chunk the last, which it was not sealed as.
        Assert.ThrowsAsync<StorageCorruptException>(() => ReadAsync(blob with { SizeBytes = 2 * Chunk }));

        await File.WriteAllBytesAsync(Stored(), [.. stored[Sealed..(2 * Sealed)], .. stored[..Sealed], .. stored[(2 * Sealed)..]]);
        Assert.ThrowsAsync<StorageCorruptException>(() => ReadAsync(blob));
    }

    [Test]
    public async Task Another_key_opens_nothing()
    {
        var blob = await WriteAsync([1, 2, 3]);
        Assert.ThrowsAsync<StorageCorruptException>(() => ReadAsync(blob with { Key = new byte[32] }));
    }

    [TestCase(100, 100, true)]
    [TestCase(101, 100, false)]
    [TestCase(Chunk, Chunk, true)]
    [TestCase(Chunk + 1, Chunk, false)]
    [TestCase((5 * Chunk) + 1, 5 * Chunk, false)]
    [TestCase(1, 0, false)]
    public async Task The_limit_is_exact_and_leaves_nothing_behind(int bytes, int bytesMax, bool fits)
    {
        var blob = await _files.StageAsync(Media, new MemoryStream(new byte[bytes]), bytesMax, default);
        Assert.That(blob is not null, Is.EqualTo(fits));
        Assert.That(AllFiles(), Has.Length.EqualTo(fits ? 1 : 0));
    }

    [Test]
    public void A_source_that_breaks_leaves_nothing_behind()
    {
        Assert.ThrowsAsync<EndOfStreamException>(() => _files.StageAsync(Media, new BrokenStream(), 1 << 20, default));
        Assert.That(AllFiles(), Is.Empty);
    }

    [Test]
    public async Task At_start_files_without_a_record_go_and_all_others_stay()
    {
        await WriteAsync([1]);
        var orphan = new MediaId(99);
        await _files.StageAsync(orphan, new MemoryStream([2]), 10, default);
        _files.Publish(orphan);
        await File.WriteAllTextAsync(Path.Combine(_directory, "media", "incoming", "half"), "x");
        foreach (var file in AllFiles()) File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);

        var reopened = new MediaFiles(_directory);
        await reopened.StageAsync(new MediaId(100), new MemoryStream([3]), 10, default);
        reopened.Publish(new MediaId(100));
        Assert.That(reopened.Sweep(media => media == Media, default), Is.EqualTo(1));
        Assert.That(AllFiles().Select(Path.GetFileName), Is.EquivalentTo(new[] { "24924924924924924924924924924924", "00000000000000000000000000000064" }));
    }

    private string[] AllFiles() => Directory.GetFiles(Path.Combine(_directory, "media"), "*", SearchOption.AllDirectories);

    private string Stored() => AllFiles().Single();

    private async Task<StoredBlob> WriteAsync(byte[] content)
    {
        var blob = (await _files.StageAsync(Media, new MemoryStream(content), 1 << 30, default))!;
        _files.Publish(Media);
        return blob;
    }

    private async Task<byte[]> ReadAsync(StoredBlob blob)
    {
        await using var stream = _files.OpenRead(Media, blob.Key, blob.SizeBytes)!;
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new EndOfStreamException();
    }
}
