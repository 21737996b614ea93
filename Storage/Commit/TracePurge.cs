using FastChat.Storage.Engine;
using FastChat.Storage.Keys;

namespace FastChat.Storage.Commit;

/// <summary>
/// Rewrites the table files and overwrites the retired logs, so that no earlier version of a row is left on the disk: after it, what was
/// removed is gone. Without it that happens by and by, as RocksDB compacts. Blocking and slow; runs beside other writers.
/// </summary>
internal static class TracePurge
{
    private const int FillBytes = 1024 * 1024;

    /// <summary>More than RocksDB keeps for reuse, and the one in use.</summary>
    private const int LogsMax = 8;

    /// <exception cref="StorageException">A write failed.</exception>
    public static void Run(RocksDatabase database, string directory)
    {
        var tables = Enum.GetValues<Table>();
        database.Flush(tables);
        Span<byte> end = stackalloc byte[StorageLimits.KeyBytesMax];
        end.Fill(0xFF);
        foreach (var table in tables) database.Compact(table, [], end);
        OverwriteLogs(database, directory);
    }

    // Each log is filled beyond the longest one before it is retired, so that the next one that reuses a file covers all of it.
    private static void OverwriteLogs(RocksDatabase database, string directory)
    {
        var longest = new DirectoryInfo(directory).EnumerateFiles("*.log").Select(file => file.Length).DefaultIfEmpty(0).Max();
        var filling = new BatchBytes();
        filling.Fill(FillBytes);
        var row = new BatchBytes();
        row.Delete(Table.Meta, "log"u8);
        for (var log = 0; log < LogsMax; log++)
        {
            for (var written = 0L; written <= longest; written += FillBytes) database.Write(filling.Written);
            database.Write(row.Written);
            database.Flush([Table.Meta]);
        }
    }
}
