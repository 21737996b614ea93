using RocksDbSharp;

namespace FastChat.Storage.Engine;

/// <summary>A consistent view of one family, walked in key order. One thread at a time; dispose it soon, it pins memory.</summary>
internal sealed class RocksIterator : IDisposable
{
    private readonly RocksHandle _database;
    private readonly Iterator _iterator;
    private bool _isDisposed;

    /// <summary>Takes over a reference on <paramref name="database"/> that the caller has added.</summary>
    public RocksIterator(RocksHandle database, Iterator iterator)
    {
        _database = database;
        _iterator = iterator;
    }

    /// <summary>The key at the current position, valid until it moves.</summary>
    public ReadOnlySpan<byte> Key => _iterator.GetKeySpan();

    /// <summary>The value at the current position, valid until it moves.</summary>
    public ReadOnlySpan<byte> Value => _iterator.GetValueSpan();

    /// <summary>Goes to the first key at or after this one; false at the end.</summary>
    public bool Seek(ReadOnlySpan<byte> key) => IsValid(_iterator.Seek(key));

    /// <summary>Goes to the last key at or before this one; false if there is none.</summary>
    public bool SeekBack(ReadOnlySpan<byte> key) => IsValid(_iterator.SeekForPrev(key));

    public bool SeekToFirst() => IsValid(_iterator.SeekToFirst());

    public bool MoveNext() => IsValid(_iterator.Next());

    public bool MoveBack() => IsValid(_iterator.Prev());

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _iterator.Dispose();
        _database.DangerousRelease();
    }

    /// <summary>An iterator that met a damaged block says "end" and keeps the error: never take one for the other.</summary>
    private static bool IsValid(Iterator iterator)
    {
        if (iterator.Valid()) return true;
        Native.Instance.rocksdb_iter_get_error(iterator.Handle, out var error);
        RocksNative.Check(error, "Reading");
        return false;
    }
}
