using System.Runtime.InteropServices;

namespace FastChat.Storage.Engine;

/// <summary>
/// The open database. Every call holds a reference while it runs, so that closing waits for the last reader and a late
/// reader gets an exception instead of freed memory.
/// </summary>
internal sealed class RocksHandle : SafeHandle
{
    private readonly nint[] _families;
    private readonly Action _closed;

    public RocksHandle(nint database, nint[] families, Action closed)
        : base(0, ownsHandle: true)
    {
        _families = families;
        _closed = closed;
        SetHandle(database);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        foreach (var family in _families) RocksNative.rocksdb_column_family_handle_destroy(family);
        RocksNative.rocksdb_close(handle);
        _closed();
        return true;
    }
}
