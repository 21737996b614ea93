using FastChat.Storage.Engine;
using FastChat.Storage.Keys;

namespace FastChat.Storage.Commit;

/// <summary>
/// Gives a freshly opened database a log file that has its size already. RocksDB reuses log files, which spares each sync
/// the file system's metadata, but begins with none to reuse: here one is filled, retired, and taken up again (decision
/// 0014). Runs beside other writers.
/// </summary>
internal static class LogPreparation
{
    private const int FillBytes = 1024 * 1024;

    /// <summary>RocksDB offers a retired file for reuse a moment after the flush that retired it, so the first switch may miss it.</summary>
    private const int SwitchesMax = 8;

    /// <summary>Whether the log in use has its size now.</summary>
    /// <exception cref="StorageException">A write failed.</exception>
    public static bool Run(RocksDatabase database, string directory, long bytes, CancellationToken cancellation)
    {
        var filling = new BatchBytes();
        filling.Fill(FillBytes);
        for (var written = 0L; written < bytes && !cancellation.IsCancellationRequested; written += FillBytes)
        {
            database.Write(filling.Written);
        }

        // A flush only switches logs when there is a row in memory: the deletion of one that never was. One family at a time,
        // because each switches by itself, and a log that is left again at once is cut to what it holds.
        var row = new BatchBytes();
        row.Delete(Table.Meta, "log"u8);
        database.Flush([.. Enum.GetValues<Table>()]);
        for (var i = 0; i < SwitchesMax && !cancellation.IsCancellationRequested; i++)
        {
            database.Write(row.Written);
            database.Flush([Table.Meta]);
            if (LengthInUse(directory) >= bytes) return true;
        }

        return false;
    }

    private static long LengthInUse(string directory) => new DirectoryInfo(directory).EnumerateFiles("*.log")
        .MaxBy(file => file.Name, StringComparer.Ordinal) is { } newest ? newest.Length : 0;
}
