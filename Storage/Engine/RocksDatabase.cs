using FastChat.Storage.Keys;
using static FastChat.Storage.Engine.RocksNative;

namespace FastChat.Storage.Engine;

/// <summary>
/// RocksDB with this format's column families, by table. Thread-safe. Pinned values must be disposed before the database;
/// iterators keep it open.
/// </summary>
internal sealed class RocksDatabase : IDisposable
{
    private readonly RocksHandle _handle;
    private readonly nint[] _families;
    private readonly nint _writeOptions;
    private readonly nint _readOptions;
    private readonly nint _scanOptions;

    private RocksDatabase(nint database, nint[] families, RocksTuning tuning, bool syncWrites)
    {
        _families = families;
        var (write, read, scan) = (rocksdb_writeoptions_create(), rocksdb_readoptions_create(), rocksdb_readoptions_create());
        rocksdb_writeoptions_set_sync(write, syncWrites ? (byte)1 : (byte)0);
        rocksdb_readoptions_set_verify_checksums(read, 1);
        rocksdb_readoptions_set_verify_checksums(scan, 1);
        rocksdb_readoptions_set_fill_cache(scan, 0);
        (_writeOptions, _readOptions, _scanOptions) = (write, read, scan);
        _handle = new RocksHandle(database, families, () =>
        {
            rocksdb_writeoptions_destroy(write);
            rocksdb_readoptions_destroy(read);
            rocksdb_readoptions_destroy(scan);
            tuning.Dispose();
        });
    }

    /// <summary>Opens or creates the database; refuses one with column families that this build does not know.</summary>
    public static RocksDatabase Open(string directory, StorageOptions options)
    {
        var tuning = new RocksTuning(options);
        try
        {
            RefuseUnknownFamilies(directory, tuning);
            var names = TableNames.Families;
            var familyOptions = new nint[names.Length];
            for (var i = 0; i < names.Length; i++)
            {
                familyOptions[i] = TableNames.IsRange((Table)i) ? tuning.Range : tuning.Point;
            }

            var families = new nint[names.Length];
            nint error = 0;
            var database = rocksdb_open_column_families(
                tuning.Database, directory, names.Length, names, familyOptions, families, ref error);
            Check(error, "Opening the database");
            var opened = new RocksDatabase(database, families, tuning, options.SyncWrites);
            opened.RequireFamilyNumbers();
            return opened;
        }
        catch
        {
            tuning.Dispose();
            throw;
        }
    }

    /// <summary>One batch in RocksDB's own format: one log write, one sync, then visible to readers (A1).</summary>
    public void Write(ReadOnlySpan<byte> batchBytes)
    {
        using var use = Use();
        var batch = rocksdb_writebatch_create_from(batchBytes, (nuint)batchBytes.Length);
        nint error = 0;
        rocksdb_write(use.Pointer, _writeOptions, batch, ref error);
        rocksdb_writebatch_destroy(batch);
        Check(error, "Writing");
    }

    public PinnedValue Get(Table table, ReadOnlySpan<byte> key)
    {
        using var use = Use();
        nint error = 0;
        var slice = rocksdb_get_pinned_cf(use.Pointer, _readOptions, Family(table), key, (nuint)key.Length, ref error);
        Check(error, "Reading");
        return new PinnedValue(slice);
    }

    /// <summary>An iterator over a family. A <paramref name="scan"/> of everything leaves the cache alone.</summary>
    public RocksIterator Iterate(Table table, bool scan = false)
    {
        var added = false;
        _handle.DangerousAddRef(ref added);
        var options = scan ? _scanOptions : _readOptions;
        return new RocksIterator(
            _handle, rocksdb_create_iterator_cf(_handle.DangerousGetHandle(), options, Family(table)));
    }

    /// <summary>Rewrites the table files of a key range so that deleted rows are gone from the disk.</summary>
    public void Compact(Table table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        const byte Force = 2;
        using var use = Use();
        var options = rocksdb_compactoptions_create();
        rocksdb_compactoptions_set_bottommost_level_compaction(options, Force);
        rocksdb_compact_range_cf_opt(
            use.Pointer, Family(table), options, from, (nuint)from.Length, to, (nuint)to.Length);
        rocksdb_compactoptions_destroy(options);
    }

    /// <summary>Writes what is in memory of these tables to table files.</summary>
    public void Flush(params ReadOnlySpan<Table> tables)
    {
        using var use = Use();
        var families = new nint[tables.Length];
        for (var i = 0; i < tables.Length; i++) families[i] = Family(tables[i]);
        var options = rocksdb_flushoptions_create();
        nint error = 0;
        rocksdb_flush_cfs(use.Pointer, options, families, families.Length, ref error);
        rocksdb_flushoptions_destroy(options);
        Check(error, "Flushing");
    }

    /// <summary>A consistent copy of the database in a new directory, by hard links where the file system has them.</summary>
    public void Checkpoint(string directory)
    {
        using var use = Use();
        nint error = 0;
        var checkpoint = rocksdb_checkpoint_object_create(use.Pointer, ref error);
        Check(error, "Making a checkpoint");
        rocksdb_checkpoint_create(checkpoint, directory, 0, ref error);
        rocksdb_checkpoint_object_destroy(checkpoint);
        Check(error, "Making a checkpoint");
    }

    /// <summary>Reads every block of every table file and checks it; throws at the first damaged one.</summary>
    public void VerifyChecksums()
    {
        using var use = Use();
        nint error = 0;
        rocksdb_verify_checksum(use.Pointer, ref error);
        Check(error, "Checking table files");
    }

    public void Dispose()
    {
        if (_handle.IsClosed) return;
        using (var use = Use()) rocksdb_cancel_all_background_work(use.Pointer, 1);
        _handle.Dispose();
    }

    private static void RefuseUnknownFamilies(string directory, RocksTuning tuning)
    {
        if (!File.Exists(Path.Combine(directory, "CURRENT"))) return;
        nint error = 0;
        var list = rocksdb_list_column_families(tuning.Database, directory, out var count, ref error);
        Check(error, "Reading the column families");
        var names = CStrings.Read(list, (int)count);
        rocksdb_list_column_families_destroy(list, count);
        var unknown = names.Except(TableNames.Families).ToList();
        if (unknown.Count == 0) return;
        throw new StorageRefusedException(
            $"The database has column families that this version does not know: {string.Join(", ", unknown)}. Use the version that wrote it.");
    }

    private HandleUse Use() => new(_handle);

    private nint Family(Table table) => _families[(int)table];

    /// <summary>Batches name families by number; RocksDB gave them out in the order of creation.</summary>
    private void RequireFamilyNumbers()
    {
        for (var i = 0; i < _families.Length; i++)
        {
            if (rocksdb_column_family_handle_get_id(_families[i]) == (uint)i) continue;
            Dispose();
            throw new StorageRefusedException("The database's column families are not numbered as this version does.");
        }
    }
}
