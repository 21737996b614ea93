using System.Runtime.InteropServices;
using FastChat.Storage.Keys;
using RocksDbSharp;

namespace FastChat.Storage.Engine;

/// <summary>RocksDB's options for many small synced batches of values that are sealed already; each with its reason.</summary>
internal sealed class RocksTuning
{
    private const int TableFormat = 5;
    private const int BloomBitsPerKey = 10;
    private const int TableBlockBytes = 16 * 1024;
    private const int InfoLogBytesMax = 1024 * 1024;
    private const int SyncBytes = 1024 * 1024;

    /// <summary>Logs kept for reuse: appending to a file that has its size already spares the file system's metadata write
    /// and takes a third off every sync.</summary>
    private const int RecycledLogs = 4;

    /// <summary>Flushed files that are gathered before they are merged into the next level, each one more to look a row up in; and
    /// how many slow writing down, or stop it, when merging does not keep up.</summary>
    private static readonly Level0 Few = new(Merge: 12, Slow: 20, Stop: 36);

    /// <summary>Of `blocks`, which has nearly all bytes. A page of history asks each file's filter whether it holds the conversation.</summary>
    private static readonly Level0 Many = new(Merge: 32, Slow: 48, Stop: 64);

    private readonly Cache _cache;

    public RocksTuning(string directory, StorageOptions options)
    {
        _cache = Cache.CreateLru((ulong)options.BlockCacheBytesMax);
        Database = CreateDatabase();
        // What flush and compaction write is read again seldom: past the page cache it costs a third less CPU a message, and
        // does not stand in the way of the log's syncs (decision 0015).
        Native.Instance.rocksdb_options_set_use_direct_io_for_flush_and_compaction(
            Database.Handle, DirectWrites.AreSupported(directory) ? (byte)1 : (byte)0);
        Point = CreateFamily(CreateTable().SetFilterPolicy(BloomFilterPolicy.Create(BloomBitsPerKey, false)), Few);
        Range = CreateFamily(CreateTable(), Few);
        Log = InsertByPrefix(RowKey.PrefixBytes, CreateFamily(
            CreateTable().SetFilterPolicy(BloomFilterPolicy.Create(BloomBitsPerKey, false)).SetWholeKeyFiltering(false), Many)
            .SetPrefixExtractor(SliceTransform.CreateFixedPrefix(RowKey.PrefixBytes)));
        State = InsertByPrefix(RowKey.PrefixBytes, Point);
        Feed = InsertByPrefix(RowKey.FeedPrefixBytes, Range);
    }

    /// <summary>The database's own options.</summary>
    public DbOptions Database { get; }

    /// <summary>For families that are read by whole key: a filter answers most look-ups of absent rows.</summary>
    public ColumnFamilyOptions Point { get; }

    /// <summary>For families that are only iterated: a filter of whole keys would be dead weight.</summary>
    private ColumnFamilyOptions Range { get; }

    /// <summary>For `blocks`: iterated within one conversation, whose id is the key's prefix and what the filters know.</summary>
    private ColumnFamilyOptions Log { get; }

    /// <summary>For what is written anew with each block: a conversation's head, windows and cursors.</summary>
    private ColumnFamilyOptions State { get; }

    /// <summary>For `feed`: each loop appends.</summary>
    private ColumnFamilyOptions Feed { get; }

    /// <summary>The options of a table's family.</summary>
    public ColumnFamilyOptions Of(Table table) => table switch
    {
        Table.Blocks => Log,
        Table.Conversations or Table.Sends or Table.Cursors => State,
        Table.Feed => Feed,
        _ => TableNames.IsRange(table) ? Range : Point,
    };

    /// <summary>
    /// The same, with a memory table that remembers where the last row of each prefix went in and begins there with the next
    /// one (decision 0028). The C interface sets this option by its name only.
    /// </summary>
    private static ColumnFamilyOptions InsertByPrefix(int prefixBytes, ColumnFamilyOptions options)
    {
        var hinted = new ColumnFamilyOptions();
        var text = Marshal.StringToCoTaskMemUTF8($"memtable_insert_with_hint_prefix_extractor=fixed:{prefixBytes}");
        Native.Instance.rocksdb_get_options_from_string(options.Handle, text, hinted.Handle, out var error);
        Marshal.FreeCoTaskMem(text);
        RocksNative.Check(error, "Setting an option");
        return hinted;
    }

    private static DbOptions CreateDatabase()
    {
        var options = new DbOptions()
            .SetCreateIfMissing(true)
            .SetCreateMissingColumnFamilies(true)
            .SetParanoidChecks(true)
            // Replay stops at the first torn record, which after a crash is the last one. The only mode that allows recycled
            // logs; a log that is damaged in its middle is told by the commit mark instead.
            .SetWalRecoveryMode(Recovery.PointInTime)
            .SetRecycleLogFileNum(RecycledLogs)
            .SetMaxTotalWalSize((ulong)StorageLimits.WalBytesMax)
            .SetDbWriteBufferSize((ulong)StorageLimits.MemtableBytesMax)
            .SetMaxOpenFiles(StorageLimits.OpenFilesMax)
            // Table files reach the disk in small steps, so that a flush does not hold up the log's syncs.
            .SetBytesPerSync(SyncBytes)
            .SetInfoLogLevel(InfoLogLevel.Warn)
            .SetMaxLogFileSize(InfoLogBytesMax)
            .SetKeepLogFileNum(2)
            .SetStatsDumpPeriodSec(0)
            // Reading every table file's properties would make the start longer with the database.
            .SkipStatsUpdateOnOpen(true);
        var native = Native.Instance;
        native.rocksdb_options_set_max_background_jobs(options.Handle, Math.Clamp(Environment.ProcessorCount, 2, 8));
        native.rocksdb_options_set_stats_persist_period_sec(options.Handle, 0);
        // Only rows that are inserted by one thread begin where their prefix's last one went in; of batches that are written
        // together, the first one's thread inserts all (decision 0028).
        native.rocksdb_options_set_allow_concurrent_memtable_write(options.Handle, 0);
        // A log that is missing or shorter than the manifest says is refused, not skipped.
        native.rocksdb_options_set_track_and_verify_wals_in_manifest(options.Handle, 1);
        // What is replayed at start stays in memory and in its log: no table files are written before serving.
        native.rocksdb_options_set_avoid_flush_during_recovery(options.Handle, 1);
        return options;
    }

    private static ColumnFamilyOptions CreateFamily(BlockBasedTableOptions table, Level0 files) => new ColumnFamilyOptions()
        // Rewriting is the largest part of a message's price after its first write: fewer, larger steps (decisions 0017, 0025).
        .SetLevel0FileNumCompactionTrigger(files.Merge)
        .SetLevel0SlowdownWritesTrigger(files.Slow)
        .SetLevel0StopWritesTrigger(files.Stop)
        // The first level takes as much as is merged into it at once.
        .SetMaxBytesForLevelBase((ulong)StorageLimits.MemtableBytesMax / 2 * (ulong)files.Merge)
        // Sealed values are random bytes: compressing them costs and saves nothing.
        .SetCompression(Compression.No)
        // One family may fill the memory of all: usually `blocks` does.
        .SetWriteBufferSize((ulong)StorageLimits.MemtableBytesMax / 2)
        .SetLevelCompactionDynamicLevelBytes(true)
        .SetBlockBasedTableFactory(table);

    private readonly record struct Level0(int Merge, int Slow, int Stop);

    private BlockBasedTableOptions CreateTable() => new BlockBasedTableOptions()
        .SetFormatVersion(TableFormat)
        .SetBlockSize(TableBlockBytes)
        .SetBlockCache(_cache)
        // Indexes and filters count against the cache's bound as well.
        .SetCacheIndexAndFilterBlocks(true);
}
