using System.Globalization;
using FastChat.Storage;

namespace FastChat.Server.Hosting;

/// <summary>What can be done with an open database besides serving it. Blocking; the answers are for a person to read.</summary>
internal sealed class Maintenance(ChatDatabase database)
{
    /// <summary>Copies database, wrapped keys and media into a directory of their own.</summary>
    public string Backup(string directory)
    {
        if (!Path.IsPathFullyQualified(directory)) throw new ArgumentException("The directory of a backup must be an absolute path.");
        database.Backup(directory);
        return $"Backed up to {directory}. The key-encryption key is not in it: keep a copy of it elsewhere.";
    }

    /// <summary>Reads all values, logs and blobs.</summary>
    public string Verify()
    {
        var report = database.Verify();
        if (!report.IsSound) throw new StorageCorruptException(string.Join(Environment.NewLine, report.Problems));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"All is well: {report.Rows} rows, {report.Conversations} conversations with {report.Entries} entries, {report.MediaFiles} media files.");
    }

    /// <summary>Rewrites table files and logs, so that nothing of what was removed is left on the disk.</summary>
    public string Purge()
    {
        database.Purge();
        return "What was deleted or has expired is gone from the database's files. Copies in backups are not.";
    }

    /// <summary>Wraps all data keys anew.</summary>
    public string RotateKeys()
    {
        database.RotateKeys();
        return "All data keys are wrapped under the new key. Back the key file up; copies of the old key open older backups only.";
    }
}
