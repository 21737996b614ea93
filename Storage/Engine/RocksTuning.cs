using static FastChat.Storage.Engine.RocksOptionsNative;

namespace FastChat.Storage.Engine;

/// <summary>RocksDB's options for many small synced batches of values that are sealed already; each with its reason.</summary>
internal sealed class RocksTuning : IDisposable
{
    /// <summary>kPointInTimeRecovery: replay stops at the first torn record, which after a crash is the last one. The only
    /// mode that allows recycled logs; a log damaged in its middle is told by the commit mark instead.</summary>
    private const int PointInTimeRecovery = 2;

    private const int NoCompression = 0;
    private const int InfoLogWarn = 2;
    private const int TableFormat = 5;
    private const int BloomBitsPerKey = 10;
    private const int InfoLogBytesMax = 1024 * 1024;
    private const int TableBlockBytes = 16 * 1024;
    private const int SyncBytes = 1024 * 1024;

    /// <summary>Logs kept for reuse: appending to a file that has its size already spares the file system's metadata write
    /// and takes a third off every sync.</summary>
    private const int RecycledLogs = 4;

    private readonly nint _cache;
    private readonly nint _pointTable;
    private readonly nint _rangeTable;

    public RocksTuning(StorageOptions options)
    {
        _cache = rocksdb_cache_create_lru((nuint)options.BlockCacheBytesMax);
        _pointTable = CreateTable(filter: true);
        _rangeTable = CreateTable(filter: false);
        Database = CreateDatabase();
        Point = CreateFamily(_pointTable);
        Range = CreateFamily(_rangeTable);
    }

    /// <summary>The database's own options.</summary>
    public nint Database { get; }

    /// <summary>For families that are read by whole key: a filter answers most look-ups of absent rows.</summary>
    public nint Point { get; }

    /// <summary>For families that are only iterated: a filter of whole keys would be dead weight.</summary>
    public nint Range { get; }

    public void Dispose()
    {
        rocksdb_options_destroy(Range);
        rocksdb_options_destroy(Point);
        rocksdb_options_destroy(Database);
        rocksdb_block_based_options_destroy(_rangeTable);
        rocksdb_block_based_options_destroy(_pointTable);
        rocksdb_cache_destroy(_cache);
    }

    private static nint CreateDatabase()
    {
        var options = rocksdb_options_create();
        rocksdb_options_set_create_if_missing(options, 1);
        rocksdb_options_set_create_missing_column_families(options, 1);
        rocksdb_options_set_paranoid_checks(options, 1);
        rocksdb_options_set_wal_recovery_mode(options, PointInTimeRecovery);
        rocksdb_options_set_recycle_log_file_num(options, RecycledLogs);
        // A log that is missing or shorter than the manifest says is refused, not skipped.
        rocksdb_options_set_track_and_verify_wals_in_manifest(options, 1);
        // What is replayed at start stays in memory and in its log: no table files are written before serving.
        rocksdb_options_set_avoid_flush_during_recovery(options, 1);
        rocksdb_options_set_max_total_wal_size(options, (ulong)StorageLimits.WalBytesMax);
        rocksdb_options_set_db_write_buffer_size(options, (nuint)StorageLimits.MemtableBytesMax);
        rocksdb_options_set_max_open_files(options, StorageLimits.OpenFilesMax);
        rocksdb_options_set_max_background_jobs(options, Math.Clamp(Environment.ProcessorCount, 2, 8));
        // Table files reach the disk in small steps, so that a flush does not hold up the log's syncs.
        rocksdb_options_set_bytes_per_sync(options, SyncBytes);
        rocksdb_options_set_info_log_level(options, InfoLogWarn);
        rocksdb_options_set_max_log_file_size(options, InfoLogBytesMax);
        rocksdb_options_set_keep_log_file_num(options, 2);
        rocksdb_options_set_stats_dump_period_sec(options, 0);
        rocksdb_options_set_stats_persist_period_sec(options, 0);
        // Reading every table file's properties would make the start longer with the database.
        rocksdb_options_set_skip_stats_update_on_db_open(options, 1);
        return options;
    }

    private static nint CreateFamily(nint table)
    {
        var options = rocksdb_options_create();
        // Sealed values are random bytes: compressing them costs and saves nothing.
        rocksdb_options_set_compression(options, NoCompression);
        // One family may fill the memory of all: usually `blocks` does.
        rocksdb_options_set_write_buffer_size(options, (nuint)(StorageLimits.MemtableBytesMax / 2));
        rocksdb_options_set_level_compaction_dynamic_level_bytes(options, 1);
        rocksdb_options_set_block_based_table_factory(options, table);
        return options;
    }

    private nint CreateTable(bool filter)
    {
        var table = rocksdb_block_based_options_create();
        rocksdb_block_based_options_set_format_version(table, TableFormat);
        rocksdb_block_based_options_set_block_size(table, TableBlockBytes);
        rocksdb_block_based_options_set_block_cache(table, _cache);
        // Indexes and filters count against the cache's bound as well.
        rocksdb_block_based_options_set_cache_index_and_filter_blocks(table, 1);
        if (filter)
        {
            rocksdb_block_based_options_set_filter_policy(table, rocksdb_filterpolicy_create_bloom_full(BloomBitsPerKey));
        }

        return table;
    }
}
