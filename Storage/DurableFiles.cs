using System.Runtime.InteropServices;

namespace FastChat.Storage;

/// <summary>Files and directory entries that are on disk when the call returns, readable by their owner only.</summary>
internal static partial class DurableFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;
    private const int OpenReadOnly = 0;

    /// <summary>Makes the directory and its parents, with mode 0700 those that are new.</summary>
    public static void CreateDirectory(string path)
    {
        if (Directory.Exists(path)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerDirectory);
        SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path);
    }

    /// <summary>Writes the file whole or not at all: temporary name, sync, rename, sync of the directory.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Copies a file and syncs its content; its directory entry is the caller's to sync.</summary>
    public static void Copy(string from, string to)
    {
        File.Copy(from, to);
        using var copy = File.OpenHandle(to, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(copy);
    }

    /// <summary>Makes new and renamed entries of a directory durable.</summary>
    public static void SyncDirectory(string path)
    {
        // Windows keeps directory entries in its own journal.
        if (OperatingSystem.IsWindows()) return;
        var descriptor = open(path, OpenReadOnly);
        if (descriptor < 0) throw new StorageException($"Opening the directory {path} failed.");
        var result = fsync(descriptor);
        _ = close(descriptor);
        if (result != 0) throw new StorageException($"Syncing the directory {path} failed.");
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int open(string path, int flags);
    [LibraryImport("libc")] private static partial int fsync(int descriptor);
    [LibraryImport("libc")] private static partial int close(int descriptor);
}
