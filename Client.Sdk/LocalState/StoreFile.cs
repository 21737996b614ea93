namespace FastChat.Client.LocalState;

/// <summary>Files of a store: readable by their owner alone.</summary>
internal static class StoreFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes an empty file with mode 0600, if there is none; SQLite gives its WAL the same mode.</summary>
    public static void Create(string path)
    {
        if (!File.Exists(path))
            Open(path, FileMode.OpenOrCreate, FileShare.ReadWrite).Dispose();
    }

    /// <summary>Held while the store is open.</summary>
    public static FileStream Lock(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            Directory.CreateDirectory(directory);
        try
        {
            return Open(path + ".lock", FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException exception) when (File.Exists(path + ".lock"))
        {
            throw new ChatException(ErrorCode.StoreInUse, $"The store {path} is open in another client.", null, exception);
        }
    }

    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }
}
