using System.Globalization;
using System.Text;
using FastChat.Storage.Engine;

namespace FastChat.Storage.Backup;

/// <summary>
/// A backup is a directory like a data directory: `db`, `media`, `uploads`, and the file `backup`, which is written last and without
/// which it is not complete. The data keys in it are wrapped; the key-encryption key is not part of it.
/// </summary>
internal static class OnlineBackup
{
    private const string Complete = "backup";

    /// <summary>Copies an open database at one point in time, while loops write.</summary>
    public static void Create(RocksDatabase database, string dataDirectory, string backupDirectory, TimeProvider time)
    {
        if (Directory.Exists(backupDirectory) && Directory.EnumerateFileSystemEntries(backupDirectory).Any())
        {
            throw new StorageRefusedException($"{backupDirectory} is not empty; a backup needs a directory of its own.");
        }

        DurableFiles.CreateDirectory(backupDirectory);
        var (from, to) = (StoragePaths.Media(dataDirectory), StoragePaths.Media(backupDirectory));
        // Before the checkpoint, for what is deleted meanwhile; and after it, for what was added: so that every record in
        // the checkpoint has its file.
        MediaCopy.Add(from, to, link: true);
        database.Checkpoint(StoragePaths.Database(backupDirectory));
        MediaCopy.Add(from, to, link: true);
        MediaCopy.AddUploads(StoragePaths.Uploads(dataDirectory), StoragePaths.Uploads(backupDirectory));
        DurableFiles.SyncDirectory(backupDirectory);
        var made = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        DurableFiles.Replace(
            Path.Combine(backupDirectory, Complete),
            Encoding.UTF8.GetBytes($"schema {StorageLimits.SchemaVersion}\nmade {made}\n"));
    }

    /// <summary>
    /// Copies a backup into a data directory that has no database. Whole or not at all: the database gets its name last, and
    /// only if <paramref name="check"/>, which is given the copy's directory, does not throw.
    /// </summary>
    public static void CopyBack(string backupDirectory, string dataDirectory, Action<string> check)
    {
        if (!File.Exists(Path.Combine(backupDirectory, Complete)))
        {
            throw new StorageRefusedException($"{backupDirectory} is no complete backup.");
        }

        var database = StoragePaths.Database(dataDirectory);
        if (Directory.Exists(database))
        {
            throw new StorageRefusedException($"There is a database in {dataDirectory} already; restore into an empty directory.");
        }

        var unfinished = database + ".restoring";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        DurableFiles.CreateDirectory(dataDirectory);
        try
        {
            // Copies, not links: the restored server goes on writing while the backup stays as it is.
            CopyDatabase(StoragePaths.Database(backupDirectory), unfinished);
            check(unfinished);
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }

        MediaCopy.Add(StoragePaths.Media(backupDirectory), StoragePaths.Media(dataDirectory), link: false);
        MediaCopy.AddUploads(StoragePaths.Uploads(backupDirectory), StoragePaths.Uploads(dataDirectory));
        DurableFiles.SyncDirectory(unfinished);
        File.Delete(StoragePaths.CommitMark(dataDirectory));
        DurableFiles.Replace(StoragePaths.Restored(dataDirectory), []);
        Directory.Move(unfinished, database);
        DurableFiles.SyncDirectory(dataDirectory);
    }

    private static void CopyDatabase(string from, string to)
    {
        DurableFiles.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) DurableFiles.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
