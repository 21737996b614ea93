using System.Security.Cryptography;
using FastChat.Client.Media;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class SealedFileTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fastchat-staging-").FullName;

    [OneTimeTearDown]
    public void Delete() => Directory.Delete(_directory, recursive: true);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(SealedFile.ChunkBytes - 1)]
    [TestCase(SealedFile.ChunkBytes)]
    [TestCase((2 * SealedFile.ChunkBytes) + 7)]
    public async Task What_is_staged_reads_back_with_its_length_known(int bytes)
    {
        var content = RandomNumberGenerator.GetBytes(bytes);
        var (path, key) = await WriteAsync(content);
        await using var stream = new SealedFileStream(path, key);
        Assert.That(stream.Length, Is.EqualTo(bytes));
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        Assert.That(copy.ToArray(), Is.EqualTo(content));
        Assert.That(stream.Position, Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_staged_file_that_was_cut_or_altered_is_refused()
    {
        var (path, key) = await WriteAsync(RandomNumberGenerator.GetBytes(3 * SealedFile.ChunkBytes));
        var whole = await File.ReadAllBytesAsync(path);
        const int Block = SealedFile.ChunkBytes + SealedFile.TagBytes;
        byte[][] damaged =
        [
            whole[..(2 * Block)],
            [.. whole[Block..(2 * Block)], .. whole[..Block], .. whole[(2 * Block)..]],
            [.. whole[..5], (byte)(whole[5] ^ 1), .. whole[6..]],
        ];
        foreach (var bytes in damaged)
        {
            await File.WriteAllBytesAsync(path, bytes);
            await using var stream = new SealedFileStream(path, key);
            Assert.That(async () => await stream.CopyToAsync(Stream.Null), Throws.InstanceOf<CryptographicException>().Or.InstanceOf<InvalidDataException>());
        }
    }

    private async Task<(string Path, byte[] Key)> WriteAsync(byte[] content)
    {
        var path = Path.Combine(_directory, Path.GetRandomFileName());
        var key = RandomNumberGenerator.GetBytes(SealedFile.KeyBytes);
        Assert.That(await SealedFile.WriteAsync(new MemoryStream(content), path, key, default), Is.EqualTo(content.Length));
        return (path, key);
    }
}
