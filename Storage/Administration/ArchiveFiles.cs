using System.Globalization;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Media;

namespace FastChat.Storage.Administration;

/// <summary>
/// Archives under `exports/`, sealed in chunks like media under a key of their own. A file is named after its job; what a crash left of
/// one is written anew. Stateless beyond the path, so thread-safe.
/// </summary>
public sealed class ArchiveFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _directory;

    /// <param name="dataDirectory">The data directory; `exports` is made below it.</param>
    public ArchiveFiles(string dataDirectory)
    {
        _directory = Path.Combine(dataDirectory, "exports");
        DurableFiles.CreateDirectory(_directory);
    }

    /// <summary>A new file in place of one that is there; complete and synced once the stream is disposed of.</summary>
    public ArchiveWriteStream Create(JobId job, byte[] key)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new ArchiveWriteStream(new FileStream(PathOf(job), options), new MediaId(job.Value), key);
    }

    /// <summary>The plaintext, seekable. Null: no such file.</summary>
    public Stream? OpenRead(JobId job, byte[] key, long sizeBytes)
    {
        try
        {
            return new MediaReadStream(File.OpenHandle(PathOf(job), options: FileOptions.Asynchronous), new MediaId(job.Value), key, sizeBytes);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes an archive; absent ones are fine.</summary>
    public void Delete(JobId job) => File.Delete(PathOf(job));

    private string PathOf(JobId job) => Path.Combine(_directory, job.Value.ToString("x32", CultureInfo.InvariantCulture));
}
