using static FastChat.Storage.Engine.RocksNative;

namespace FastChat.Storage.Engine;

/// <summary>A consistent view of one family, walked in key order. One thread at a time; dispose it soon, it pins memory.</summary>
internal sealed class RocksIterator : IDisposable
{
    private readonly RocksHandle _database;
    private readonly nint _iterator;
    private bool _isDisposed;

    /// <summary>Takes over a reference on <paramref name="database"/> that the caller has added.</summary>
    public RocksIterator(RocksHandle database, nint iterator)
    {
        _database = database;
        _iterator = iterator;
    }

    /// <summary>The key at the current position, valid until it moves.</summary>
    public unsafe ReadOnlySpan<byte> Key
    {
        get
        {
            RequireOpen();
            var start = rocksdb_iter_key(_iterator, out var length);
            return new ReadOnlySpan<byte>((void*)start, (int)length);
        }
    }

    /// <summary>The value at the current position, valid until it moves.</summary>
    public unsafe ReadOnlySpan<byte> Value
    {
        get
        {
            RequireOpen();
            var start = rocksdb_iter_value(_iterator, out var length);
            return new ReadOnlySpan<byte>((void*)start, (int)length);
        }
    }

    /// <summary>Goes to the first key at or after this one; false at the end.</summary>
    public bool Seek(ReadOnlySpan<byte> key)
    {
        RequireOpen();
        rocksdb_iter_seek(_iterator, key, (nuint)key.Length);
        return IsValid();
    }

    /// <summary>Goes to the last key at or before this one; false if there is none.</summary>
    public bool SeekBack(ReadOnlySpan<byte> key)
    {
        RequireOpen();
        rocksdb_iter_seek_for_prev(_iterator, key, (nuint)key.Length);
        return IsValid();
    }

    public bool SeekToFirst()
    {
        RequireOpen();
        rocksdb_iter_seek_to_first(_iterator);
        return IsValid();
    }

    public bool MoveNext()
    {
        RequireOpen();
        rocksdb_iter_next(_iterator);
        return IsValid();
    }

    public bool MoveBack()
    {
        RequireOpen();
        rocksdb_iter_prev(_iterator);
        return IsValid();
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        rocksdb_iter_destroy(_iterator);
        _database.DangerousRelease();
    }

    private void RequireOpen() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <summary>An iterator that met a damaged block says "end" and keeps the error: never take one for the other.</summary>
    private bool IsValid()
    {
        if (rocksdb_iter_valid(_iterator) != 0) return true;
        nint error = 0;
        rocksdb_iter_get_error(_iterator, ref error);
        Check(error, "Reading");
        return false;
    }
}
