using System.Security.Cryptography;

namespace FastChat.Client;

/// <summary>The default: the key lies in <c>STORE.key</c>, mode 0600, made on first use.</summary>
internal sealed class FileStoreKeyProvider : IStoreKeyProvider
{
    private const int KeyBytes = 32;

    public async ValueTask<byte[]> GetKeyAsync(string storePath, CancellationToken cancellationToken)
    {
        var path = KeyPath(storePath);
        if (!File.Exists(path))
            await CreateAsync(path, cancellationToken).ConfigureAwait(false);
        var key = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return key.Length == KeyBytes
            ? key
            : throw new ChatException(ErrorCode.StoreUnreadable, $"{path} does not hold a key of {KeyBytes} bytes.");
    }

    public ValueTask EraseKeyAsync(string storePath, CancellationToken cancellationToken)
    {
        File.Delete(KeyPath(storePath));
        return ValueTask.CompletedTask;
    }

    // Written aside and renamed, so that a crash leaves no half key; whoever renames first wins.
    private static async Task CreateAsync(string path, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } directory)
            Directory.CreateDirectory(directory);
        var draft = $"{path}.{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            var stream = new FileStream(draft, options);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(RandomNumberGenerator.GetBytes(KeyBytes), cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another client of the same store was first: its key counts.
            File.Delete(draft);
        }
    }

    private static string KeyPath(string storePath) => storePath + ".key";
}
