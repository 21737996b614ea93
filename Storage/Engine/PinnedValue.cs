namespace FastChat.Storage.Engine;

/// <summary>A value in RocksDB's own memory, pinned there until disposed.</summary>
internal readonly ref struct PinnedValue(nint slice)
{
    /// <summary>Whether the row exists.</summary>
    public bool Exists => slice != 0;

    public unsafe ReadOnlySpan<byte> Bytes
    {
        get
        {
            if (slice == 0) return default;
            var start = RocksNative.rocksdb_pinnableslice_value(slice, out var length);
            return new ReadOnlySpan<byte>((void*)start, (int)length);
        }
    }

    public void Dispose()
    {
        if (slice != 0) RocksNative.rocksdb_pinnableslice_destroy(slice);
    }
}
