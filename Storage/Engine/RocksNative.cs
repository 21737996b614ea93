using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using NativeImport;

[assembly: DisableRuntimeMarshalling]

namespace FastChat.Storage.Engine;

/// <summary>
/// The few functions of RocksDB's C interface (rocksdb/c.h) that run for every turn and every read, declared here: spans
/// in, spans over RocksDB's memory out, nothing allocated. Everything else goes through RocksDbSharp (decision 0010).
/// </summary>
internal static partial class RocksNative
{
    private const string Library = "rocksdb";

    /// <summary>Both bindings must be of one library: the one that RocksDbSharp chose for this system.</summary>
    static RocksNative() => NativeLibrary.SetDllImportResolver(typeof(RocksNative).Assembly, Resolve);

    [LibraryImport(Library)] public static partial nint rocksdb_writebatch_create_from(ReadOnlySpan<byte> bytes, nuint length);
    [LibraryImport(Library)] public static partial void rocksdb_writebatch_destroy(nint batch);
    [LibraryImport(Library)] public static partial void rocksdb_write(nint database, nint options, nint batch, ref nint error);

    [LibraryImport(Library)]
    public static partial nint rocksdb_get_pinned_cf(
        nint database, nint options, nint family, ReadOnlySpan<byte> key, nuint keyLength, ref nint error);

    [LibraryImport(Library)] public static partial nint rocksdb_pinnableslice_value(nint slice, out nuint length);
    [LibraryImport(Library)] public static partial void rocksdb_pinnableslice_destroy(nint slice);
    [LibraryImport(Library)] public static partial nint rocksdb_create_iterator_cf(nint database, nint options, nint family);
    [LibraryImport(Library)] public static partial void rocksdb_iter_destroy(nint iterator);
    [LibraryImport(Library)] public static partial void rocksdb_iter_seek_to_first(nint iterator);
    [LibraryImport(Library)] public static partial void rocksdb_iter_seek(nint iterator, ReadOnlySpan<byte> key, nuint keyLength);
    [LibraryImport(Library)] public static partial void rocksdb_iter_seek_for_prev(nint iterator, ReadOnlySpan<byte> key, nuint keyLength);
    [LibraryImport(Library)] public static partial void rocksdb_iter_next(nint iterator);
    [LibraryImport(Library)] public static partial void rocksdb_iter_prev(nint iterator);
    [LibraryImport(Library)] public static partial void rocksdb_iter_get_error(nint iterator, ref nint error);

    // These three only read fields of the iterator.
    [LibraryImport(Library), SuppressGCTransition] public static partial byte rocksdb_iter_valid(nint iterator);
    [LibraryImport(Library), SuppressGCTransition] public static partial nint rocksdb_iter_key(nint iterator, out nuint length);
    [LibraryImport(Library), SuppressGCTransition] public static partial nint rocksdb_iter_value(nint iterator, out nuint length);

    [LibraryImport(Library)] public static partial void rocksdb_free(nint pointer);

    /// <summary>Throws the error that a call left, and frees it. An error is a C string.</summary>
    public static void Check(nint error, string doing)
    {
        if (error != 0) Throw(error, doing);
    }

    private static unsafe void Throw(nint error, string doing)
    {
        var text = Utf8StringMarshaller.ConvertToManaged((byte*)error) ?? "unknown";
        rocksdb_free(error);
        throw RocksErrors.Translate(text, doing);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Library && Auto.LoadedPath is { } loaded ? NativeLibrary.Load(loaded) : 0;
}
