using FastChat.Storage.Keys;
using RocksDbSharp;
using static FastChat.Storage.Engine.RocksNative;

namespace FastChat.Storage.Engine;

/// <summary>
/// RocksDB with this format's column families, by table. Thread-safe. Pinned values must be disposed before the database;
/// iterators keep it open.
/// </summary>
internal sealed class RocksDatabase : IDisposable
{
    private readonly RocksHandle _handle;
    private readonly ColumnFamilyHandle[] _families;
    private readonly WriteOptions _writeOptions;
    private readonly ReadOptions _readOptions = new ReadOptions().SetVerifyChecksums(true).SetTotalOrderSeek(true);
    private readonly ReadOptions _scanOptions = new ReadOptions().SetVerifyChecksums(true).SetTotalOrderSeek(true).SetFillCache(false);

    // A walk ends with the conversation in which it began, so files that hold nothing of it are passed over.
    private readonly ReadOptions _logOptions = new ReadOptions().SetVerifyChecksums(true).SetPrefixSameAsStart(true);
    private readonly ReadOptions _logScanOptions = new ReadOptions().SetVerifyChecksums(true).SetFillCache(false).SetPrefixSameAsStart(true);

    private RocksDatabase(RocksDb database, int familyCount, bool syncWrites)
    {
        _handle = new RocksHandle(database);
        _families = [.. TableNames.Families.Take(familyCount).Select(database.GetColumnFamily)];
        _writeOptions = new WriteOptions().SetSync(syncWrites);
    }

    /// <summary>Opens or creates the database; refuses one with column families that this build does not know.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="options">How.</param>
    /// <param name="familyCount">Fewer than all: what an earlier version made, for tests.</param>
    public static RocksDatabase Open(string directory, StorageOptions options, int familyCount = int.MaxValue)
    {
        _ = LogChecksums.AreFast;
        var tuning = new RocksTuning(directory, options);
        var names = TableNames.Families;
        RefuseUnknownFamilies(directory, tuning);
        var families = new ColumnFamilies(tuning.Point);
        familyCount = Math.Min(familyCount, names.Count);
        for (var i = 1; i < familyCount; i++)
        {
            families.Add(names[i], tuning.Of(TableNames.TableOf(i)));
        }

        var database = Open(directory, tuning.Database, families);
        var opened = new RocksDatabase(database, familyCount, options.SyncWrites);
        opened.RequireFamilyNumbers();
        return opened;
    }

    private static RocksDb Open(string directory, DbOptions options, ColumnFamilies families)
    {
        try
        {
            return RocksErrors.Guard("Opening the database", () => RocksDb.Open(options, directory, families));
        }
        catch (StorageException failure) when (failure.Message.Contains("lock", StringComparison.OrdinalIgnoreCase))
        {
            throw new StorageRefusedException($"Another server or command has {directory} open; one at a time.", failure);
        }
    }

    /// <summary>One batch in RocksDB's own format: one log write, one sync, then visible to readers (A1).</summary>
    public void Write(ReadOnlySpan<byte> batchBytes)
    {
        using var use = Use();
        var batch = rocksdb_writebatch_create_from(batchBytes, (nuint)batchBytes.Length);
        nint error = 0;
        rocksdb_write(use.Pointer, _writeOptions.Handle, batch, ref error);
        rocksdb_writebatch_destroy(batch);
        Check(error, "Writing");
    }

    public PinnedValue Get(Table table, ReadOnlySpan<byte> key)
    {
        using var use = Use();
        nint error = 0;
        var slice = rocksdb_get_pinned_cf(
            use.Pointer, _readOptions.Handle, Family(table).Handle, key, (nuint)key.Length, ref error);
        Check(error, "Reading");
        return new PinnedValue(slice);
    }

    /// <summary>An iterator over a family. A <paramref name="scan"/> of everything leaves the cache alone.</summary>
    public RocksIterator Iterate(Table table, bool scan = false) => Iterate(table, scan ? _scanOptions : _readOptions);

    /// <summary>
    /// An iterator over <see cref="Table.Blocks"/> that stays within the conversation that it is sent to. A
    /// <paramref name="scan"/> of all of it leaves the cache alone.
    /// </summary>
    public RocksIterator IterateConversation(bool scan = false) => Iterate(Table.Blocks, scan ? _logScanOptions : _logOptions);

    private RocksIterator Iterate(Table table, ReadOptions options)
    {
        var added = false;
        _handle.DangerousAddRef(ref added);
        return new RocksIterator(_handle, rocksdb_create_iterator_cf(_handle.Database.Handle, options.Handle, Family(table).Handle));
    }

    /// <summary>Writes what families hold in memory to table files; each that holds something begins a new log file.</summary>
    public void Flush(Table[] tables)
    {
        using var use = Use();
        var native = Native.Instance;
        var options = native.rocksdb_flushoptions_create();
        native.rocksdb_flush_cfs(
            use.Pointer, options, [.. tables.Select(table => Family(table).Handle)], tables.Length, out var error);
        native.rocksdb_flushoptions_destroy(options);
        Check(error, "Flushing");
    }

    /// <summary>Rewrites the table files of a key range so that deleted rows are gone from the disk.</summary>
    public void Compact(Table table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        const byte Force = 2;
        using var use = Use();
        var native = Native.Instance;
        var options = native.rocksdb_compactoptions_create();
        native.rocksdb_compactoptions_set_bottommost_level_compaction(options, Force);
        native.rocksdb_compact_range_cf_opt(
            use.Pointer, Family(table).Handle, options, from.ToArray(), (nuint)from.Length, to.ToArray(), (nuint)to.Length);
        native.rocksdb_compactoptions_destroy(options);
    }

    /// <summary>A consistent copy of the database in a new directory, by hard links where the file system has them.</summary>
    public void Checkpoint(string directory)
    {
        using var use = Use();
        var database = use.Database;
        RocksErrors.Guard("Making a checkpoint", () =>
        {
            using var checkpoint = database.Checkpoint();
            checkpoint.Save(directory);
        });
    }

    /// <summary>Reads every block of every table file and checks it; throws at the first damaged one.</summary>
    public void VerifyChecksums()
    {
        using var use = Use();
        Native.Instance.rocksdb_verify_checksum(use.Pointer, out var error);
        Check(error, "Checking table files");
    }

    public void Dispose()
    {
        if (_handle.IsClosed) return;
        using (var use = Use()) Native.Instance.rocksdb_cancel_all_background_work(use.Pointer, 1);
        _handle.Dispose();
    }

    private static void RefuseUnknownFamilies(string directory, RocksTuning tuning)
    {
        if (!File.Exists(Path.Combine(directory, "CURRENT"))) return;
        var names = RocksErrors.Guard(
            "Reading the column families", () => RocksDb.ListColumnFamilies(tuning.Database, directory).ToList());
        TableNames.RequireKnown(names);
    }

    private HandleUse Use() => new(_handle);

    private ColumnFamilyHandle Family(Table table) => _families[TableNames.Number(table)];

    /// <summary>Batches name families by number; RocksDB gave them out in the order of creation.</summary>
    private void RequireFamilyNumbers()
    {
        for (var i = 0; i < _families.Length; i++)
        {
            if (Native.Instance.rocksdb_column_family_handle_get_id(_families[i].Handle) == (uint)i) continue;
            Dispose();
            throw new StorageRefusedException("The database's column families are not numbered as this version does.");
        }
    }
}
