using System.Runtime.InteropServices;

namespace FastChat.Storage.Engine;

/// <summary>The option setters of RocksDB's C interface that <see cref="RocksTuning"/> uses.</summary>
internal static partial class RocksOptionsNative
{
    private const string Library = "rocksdb";

    [LibraryImport(Library)] public static partial nint rocksdb_options_create();
    [LibraryImport(Library)] public static partial void rocksdb_options_destroy(nint options);
    [LibraryImport(Library)] public static partial void rocksdb_options_set_create_if_missing(nint options, byte value);
    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_create_missing_column_families(nint options, byte value);
    [LibraryImport(Library)] public static partial void rocksdb_options_set_paranoid_checks(nint options, byte value);
    [LibraryImport(Library)] public static partial void rocksdb_options_set_wal_recovery_mode(nint options, int mode);
    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_recycle_log_file_num(nint options, nuint count);
    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_max_total_wal_size(nint options, ulong bytes);
    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_track_and_verify_wals_in_manifest(nint options, byte value);
    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_avoid_flush_during_recovery(nint options, byte value);
    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_db_write_buffer_size(nint options, nuint bytes);
    [LibraryImport(Library)] public static partial void rocksdb_options_set_write_buffer_size(nint options, nuint bytes);
    [LibraryImport(Library)] public static partial void rocksdb_options_set_max_open_files(nint options, int count);
    [LibraryImport(Library)] public static partial void rocksdb_options_set_max_background_jobs(nint options, int count);
    [LibraryImport(Library)] public static partial void rocksdb_options_set_bytes_per_sync(nint options, ulong bytes);
    [LibraryImport(Library)] public static partial void rocksdb_options_set_compression(nint options, int type);
    [LibraryImport(Library)] public static partial void rocksdb_options_set_info_log_level(nint options, int level);
    [LibraryImport(Library)] public static partial void rocksdb_options_set_max_log_file_size(nint options, nuint bytes);
    [LibraryImport(Library)] public static partial void rocksdb_options_set_keep_log_file_num(nint options, nuint count);
    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_stats_dump_period_sec(nint options, uint seconds);
    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_stats_persist_period_sec(nint options, uint seconds);
    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_skip_stats_update_on_db_open(nint options, byte value);
    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_level_compaction_dynamic_level_bytes(nint options, byte value);
    [LibraryImport(Library)]
    public static partial void rocksdb_options_set_block_based_table_factory(nint options, nint table);
    [LibraryImport(Library)] public static partial nint rocksdb_block_based_options_create();
    [LibraryImport(Library)] public static partial void rocksdb_block_based_options_destroy(nint table);
    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_block_size(nint table, nuint bytes);
    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_block_cache(nint table, nint cache);
    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_cache_index_and_filter_blocks(nint table, byte value);
    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_filter_policy(nint table, nint policy);
    [LibraryImport(Library)]
    public static partial void rocksdb_block_based_options_set_format_version(nint table, int version);
    [LibraryImport(Library)] public static partial nint rocksdb_filterpolicy_create_bloom_full(double bitsPerKey);
    [LibraryImport(Library)] public static partial nint rocksdb_cache_create_lru(nuint bytes);
    [LibraryImport(Library)] public static partial void rocksdb_cache_destroy(nint cache);
}
