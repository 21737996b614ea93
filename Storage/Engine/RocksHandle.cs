using System.Runtime.InteropServices;
using RocksDbSharp;

namespace FastChat.Storage.Engine;

/// <summary>
/// The open database. Every call holds a reference while it runs, so that closing waits for the last reader and a late
/// reader gets an exception instead of freed memory.
/// </summary>
internal sealed class RocksHandle : SafeHandle
{
    public RocksHandle(RocksDb database)
        : base(0, ownsHandle: true)
    {
        Database = database;
        SetHandle(database.Handle);
    }

    public override bool IsInvalid => handle == 0;

    public RocksDb Database { get; }

    protected override bool ReleaseHandle()
    {
        Database.Dispose();
        return true;
    }
}
