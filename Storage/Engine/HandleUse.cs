using RocksDbSharp;

namespace FastChat.Storage.Engine;

/// <summary>A reference on the open database for the length of one call.</summary>
internal readonly ref struct HandleUse
{
    private readonly RocksHandle _handle;

    public HandleUse(RocksHandle handle)
    {
        var added = false;
        handle.DangerousAddRef(ref added);
        _handle = handle;
    }

    public nint Pointer => _handle.DangerousGetHandle();

    public RocksDb Database => _handle.Database;

    public void Dispose() => _handle.DangerousRelease();
}
