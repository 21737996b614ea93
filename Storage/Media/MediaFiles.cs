using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Sealing;
using Microsoft.Win32.SafeHandles;

namespace FastChat.Storage.Media;

/// <summary>
/// The blobs under `media/`. Names are the random ids, never what a user chose. A file is written under `media/incoming`,
/// synced, renamed and its directory synced before anything refers to it; what is left in `incoming` after a crash is
/// nobody's. Stateless beyond the path, so thread-safe.
/// </summary>
public sealed class MediaFiles
{
    private const string Incoming = "incoming";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _directory;
    private readonly DateTime _openedUtc;

    /// <param name="dataDirectory">The data directory; `media` is made below it.</param>
    public MediaFiles(string dataDirectory)
    {
        _directory = Path.Combine(dataDirectory, "media");
        DurableFiles.CreateDirectory(_directory);
        var incoming = Path.Combine(_directory, Incoming);
        DurableFiles.CreateDirectory(incoming);
        foreach (var interrupted in Directory.EnumerateFiles(incoming)) File.Delete(interrupted);

        // The file system's own clock tells what was there before this process.
        var mark = Path.Combine(incoming, "opened");
        File.WriteAllBytes(mark, []);
        _openedUtc = File.GetLastWriteTimeUtc(mark);
        File.Delete(mark);
    }

    /// <summary>Plaintext bytes of one chunk, as media records state it.</summary>
    public static int ChunkBytes => MediaChunk.Bytes;

    /// <summary>
    /// Writes all of <paramref name="source"/>, chunk by chunk, where nothing finds it yet; <see cref="Publish"/> or
    /// <see cref="Discard"/> is next. Null: it has more than <paramref name="bytesMax"/> bytes, and nothing is left of it.
    /// </summary>
    /// <exception cref="StorageException">Writing failed; nothing is left of it.</exception>
    public async Task<StoredBlob?> StageAsync(MediaId media, Stream source, long bytesMax, CancellationToken cancellation)
    {
        StoredBlob? blob = null;
        try
        {
            return blob = await WriteFileAsync(media, StagedPath(media), source, bytesMax, cancellation);
        }
        catch (IOException failure) when (failure.GetType() == typeof(IOException))
        {
            // Its own type means the disk; a broken upload arrives as a type of its own and passes.
            throw new StorageException("Writing a media file failed.", failure);
        }
        finally
        {
            if (blob is null) Discard(media);
        }
    }

    /// <summary>The plaintext of a blob that is staged.</summary>
    public Stream OpenStaged(MediaId media, StoredBlob blob)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return new MediaReadStream(OpenFile(StagedPath(media)), media, blob.Key, blob.SizeBytes);
    }

    /// <summary>Gives a staged blob its name, durably.</summary>
    public void Publish(MediaId media)
    {
        DurableFiles.CreateDirectory(DirectoryOf(media));
        File.Move(StagedPath(media), PathOf(media), overwrite: true);
        DurableFiles.SyncDirectory(DirectoryOf(media));
    }

    /// <summary>Removes what is staged; absent ones are fine.</summary>
    public void Discard(MediaId media) => File.Delete(StagedPath(media));

    /// <summary>The plaintext, seekable; each chunk is authenticated before a byte of it is returned. Null: no such file.</summary>
    public Stream? OpenRead(MediaId media, byte[] key, long sizeBytes)
    {
        try
        {
            return new MediaReadStream(OpenFile(PathOf(media)), media, key, sizeBytes);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes a blob; absent ones are fine.</summary>
    public void Delete(MediaId media)
    {
        if (Directory.Exists(DirectoryOf(media))) File.Delete(PathOf(media));
    }

    /// <summary>
    /// Removes files that no record names: a crash came between the file and its commit. Only files from before this
    /// process are looked at, so uploads may go on meanwhile. Returns how many went.
    /// </summary>
    public int Sweep(Func<MediaId, bool> hasRecord, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(hasRecord);
        var removed = 0;
        foreach (var file in Blobs())
        {
            cancellation.ThrowIfCancellationRequested();
            if (file.LastWriteTimeUtc >= _openedUtc) continue;
            if (TryParse(file.Name, out var media) && hasRecord(media)) continue;
            file.Delete();
            removed++;
        }

        return removed;
    }

    // Everything below media/xx; never what is being written.
    private IEnumerable<FileInfo> Blobs() => new DirectoryInfo(_directory).EnumerateDirectories()
        .Where(folder => folder.Name != Incoming)
        .SelectMany(folder => folder.EnumerateFiles());

    private static async Task<StoredBlob?> WriteFileAsync(
        MediaId media, string path, Stream source, long bytesMax, CancellationToken cancellation)
    {
        var key = RandomNumberGenerator.GetBytes(Aead.KeyBytes);
        var plain = ArrayPool<byte>.Shared.Rent(MediaChunk.Bytes + 1);
        var encrypted = ArrayPool<byte>.Shared.Rent(MediaChunk.SealedBytes);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            await using var file = new FileStream(path, options);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long size = 0;
            var held = 0;
            for (long index = 0; ; index++)
            {
                // One byte beyond the chunk tells whether it is the last; that byte opens the next chunk.
                var read = held + await source.ReadAtLeastAsync(plain.AsMemory(held, MediaChunk.Bytes + 1 - held), MediaChunk.Bytes + 1 - held, false, cancellation);
                var last = read <= MediaChunk.Bytes;
                var length = Math.Min(read, MediaChunk.Bytes);
                size += length;
                if (size > bytesMax || (!last && size == bytesMax)) return null;
                hash.AppendData(plain, 0, length);
                MediaChunk.Seal(key, media, index, last, plain.AsSpan(0, length), encrypted);
                await file.WriteAsync(encrypted.AsMemory(0, length + Aead.TagBytes), cancellation);
                if (last) break;
                plain[0] = plain[MediaChunk.Bytes];
                held = 1;
            }

            file.Flush(flushToDisk: true);
            return new StoredBlob(key, size, hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
            ArrayPool<byte>.Shared.Return(encrypted);
        }
    }

    private static SafeFileHandle OpenFile(string path) => File.OpenHandle(path, options: FileOptions.Asynchronous);

    private static string Name(MediaId media) => media.Value.ToString("x32", CultureInfo.InvariantCulture);

    private static bool TryParse(string name, out MediaId media)
    {
        media = default;
        if (name.Length != 2 * Identifier.Bytes || !UInt128.TryParse(name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        media = new MediaId(value);
        return string.Equals(Name(media), name, StringComparison.Ordinal);
    }

    private string DirectoryOf(MediaId media) => Path.Combine(_directory, Name(media)[..2]);

    private string StagedPath(MediaId media) => Path.Combine(_directory, Incoming, Name(media));

    private string PathOf(MediaId media) => Path.Combine(DirectoryOf(media), Name(media));
}
