using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

[assembly: DisableRuntimeMarshalling]

namespace FastChat.Storage.Engine;

/// <summary>
/// The functions of RocksDB's C interface (rocksdb/c.h) that this project calls. Own declarations, because the package's
/// managed binding emits thousands of methods at its first use (decision 0010). An error is a C string to free.
/// </summary>
internal static partial class RocksNative
{
    private const string Library = "rocksdb";

    [LibraryImport(Library)] public static partial void rocksdb_free(nint pointer);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rocksdb_open_column_families(
        nint options, string path, int count, string[] names, nint[] familyOptions, [Out] nint[] handles, ref nint error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rocksdb_list_column_families(nint options, string path, out nuint count, ref nint error);

    [LibraryImport(Library)] public static partial void rocksdb_list_column_families_destroy(nint list, nuint count);
    [LibraryImport(Library)] public static partial uint rocksdb_column_family_handle_get_id(nint family);
    [LibraryImport(Library)] public static partial void rocksdb_column_family_handle_destroy(nint family);
    [LibraryImport(Library)] public static partial void rocksdb_close(nint database);
    [LibraryImport(Library)] public static partial void rocksdb_cancel_all_background_work(nint database, byte wait);

    // Writing.
    [LibraryImport(Library)] public static partial nint rocksdb_writeoptions_create();
    [LibraryImport(Library)] public static partial void rocksdb_writeoptions_set_sync(nint options, byte value);
    [LibraryImport(Library)] public static partial void rocksdb_writeoptions_destroy(nint options);
    [LibraryImport(Library)]
    public static partial nint rocksdb_writebatch_create_from(ReadOnlySpan<byte> bytes, nuint length);
    [LibraryImport(Library)] public static partial void rocksdb_writebatch_destroy(nint batch);
    [LibraryImport(Library)]
    public static partial void rocksdb_write(nint database, nint options, nint batch, ref nint error);
    [LibraryImport(Library)] public static partial nint rocksdb_flushoptions_create();
    [LibraryImport(Library)] public static partial void rocksdb_flushoptions_destroy(nint options);
    [LibraryImport(Library)]
    public static partial void rocksdb_flush_cfs(
        nint database, nint options, nint[] families, int count, ref nint error);
    [LibraryImport(Library)] public static partial nint rocksdb_compactoptions_create();
    [LibraryImport(Library)]
    public static partial void rocksdb_compactoptions_set_bottommost_level_compaction(nint options, byte value);
    [LibraryImport(Library)] public static partial void rocksdb_compactoptions_destroy(nint options);
    [LibraryImport(Library)]
    public static partial void rocksdb_compact_range_cf_opt(
        nint database, nint family, nint options, ReadOnlySpan<byte> from, nuint fromLength, ReadOnlySpan<byte> to, nuint toLength);

    // Reading.
    [LibraryImport(Library)] public static partial nint rocksdb_readoptions_create();
    [LibraryImport(Library)] public static partial void rocksdb_readoptions_destroy(nint options);
    [LibraryImport(Library)]
    public static partial void rocksdb_readoptions_set_verify_checksums(nint options, byte value);
    [LibraryImport(Library)] public static partial void rocksdb_readoptions_set_fill_cache(nint options, byte value);
    [LibraryImport(Library)]
    public static partial nint rocksdb_get_pinned_cf(
        nint database, nint options, nint family, ReadOnlySpan<byte> key, nuint keyLength, ref nint error);
    [LibraryImport(Library)] public static partial nint rocksdb_pinnableslice_value(nint slice, out nuint length);
    [LibraryImport(Library)] public static partial void rocksdb_pinnableslice_destroy(nint slice);
    [LibraryImport(Library)]
    public static partial nint rocksdb_create_iterator_cf(nint database, nint options, nint family);
    [LibraryImport(Library)] public static partial void rocksdb_iter_destroy(nint iterator);
    [LibraryImport(Library)] public static partial byte rocksdb_iter_valid(nint iterator);
    [LibraryImport(Library)] public static partial void rocksdb_iter_seek_to_first(nint iterator);
    [LibraryImport(Library)]
    public static partial void rocksdb_iter_seek(nint iterator, ReadOnlySpan<byte> key, nuint length);
    [LibraryImport(Library)]
    public static partial void rocksdb_iter_seek_for_prev(nint iterator, ReadOnlySpan<byte> key, nuint length);
    [LibraryImport(Library)] public static partial void rocksdb_iter_next(nint iterator);
    [LibraryImport(Library)] public static partial void rocksdb_iter_prev(nint iterator);
    [LibraryImport(Library)] public static partial nint rocksdb_iter_key(nint iterator, out nuint length);
    [LibraryImport(Library)] public static partial nint rocksdb_iter_value(nint iterator, out nuint length);
    [LibraryImport(Library)] public static partial void rocksdb_iter_get_error(nint iterator, ref nint error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rocksdb_property_value(nint database, string name);

    [LibraryImport(Library)] public static partial ulong rocksdb_get_latest_sequence_number(nint database);

    // Checks and copies.
    [LibraryImport(Library)] public static partial void rocksdb_verify_checksum(nint database, ref nint error);
    [LibraryImport(Library)] public static partial nint rocksdb_checkpoint_object_create(nint database, ref nint error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void rocksdb_checkpoint_create(
        nint checkpoint, string directory, ulong walBytesForFlush, ref nint error);

    [LibraryImport(Library)] public static partial void rocksdb_checkpoint_object_destroy(nint checkpoint);

    /// <summary>Throws the error that a call left, and frees it.</summary>
    public static void Check(nint error, string doing)
    {
        if (error != 0) Throw(error, doing);
    }

    private static unsafe void Throw(nint error, string doing)
    {
        var text = Utf8StringMarshaller.ConvertToManaged((byte*)error) ?? "unknown";
        rocksdb_free(error);
        throw text.StartsWith("Corruption", StringComparison.Ordinal)
            ? new StorageCorruptException($"{doing}: {text}")
            : new StorageException($"{doing}: {text}");
    }
}
