using System.Buffers;
using FastChat.Storage.Commit;
using FastChat.Storage.Engine;
using FastChat.Storage.Keys;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Records;

/// <summary>Reads and writes sealed rows for the tables. Reads on any thread; writes go into the caller's batch.</summary>
internal sealed class Rows(RocksDatabase database, RowCache cache)
{
    public RocksDatabase Database => database;

    /// <summary>What is known of rows without asking the database.</summary>
    public RowCache Cache => cache;

    /// <summary>The record under a key; false when there is none.</summary>
    public bool TryRead<T>(Table table, ReadOnlySpan<byte> key, DataKey dataKey, out T record)
        where T : IStoredRecord<T>
    {
        if (!RowCache.Holds(table)) return TryOpen(table, key, dataKey, out record, out _);
        var known = cache.Find(table, key, out var ticket);
        if (known is null)
        {
            known = TryOpen(table, key, dataKey, out record, out var bytes) ? (object)record : RowCache.Absent;
            if (bytes <= StorageLimits.OpenRowBytesMax) cache.Keep(table, key, known, ticket);
        }

        var exists = known != RowCache.Absent;
        record = exists ? (T)known : default!;
        return exists;
    }

    /// <summary>Whether there is a row that begins with shard ‖ owner, in a table of <see cref="RowCache.HoldsOwners"/>.</summary>
    public bool HasAny(Table table, ReadOnlySpan<byte> owner)
    {
        var known = cache.Find(table, owner, out var ticket);
        if (known is null)
        {
            using var rows = database.Iterate(table);
            known = rows.Seek(owner) && rows.Key.StartsWith(owner) ? RowCache.Present : RowCache.Absent;
            cache.Keep(table, owner, known, ticket);
        }

        return known != RowCache.Absent;
    }

    public static T Decode<T>(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, DataKey dataKey)
        where T : IStoredRecord<T>
    {
        var rented = ArrayPool<byte>.Shared.Rent(Math.Max(value.Length, 1));
        try
        {
            var length = Open(table, key, value, dataKey, rented);
            return RecordCodec.Decode<T>(rented.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    public static void Put<T>(CommitBatch batch, Table table, ReadOnlySpan<byte> key, DataKey dataKey, in T record)
        where T : IStoredRecord<T> => batch.Put(table, key, RecordCodec.Encode(record), dataKey);

    /// <summary>How long the plaintext of a sealed value is.</summary>
    public static int PlaintextLength(ReadOnlySpan<byte> value) =>
        Math.Max(0, value.Length - SealedValue.OverheadBytes);

    private bool TryOpen<T>(Table table, ReadOnlySpan<byte> key, DataKey dataKey, out T record, out int bytes)
        where T : IStoredRecord<T>
    {
        using var value = database.Get(table, key);
        record = default!;
        bytes = value.Bytes.Length;
        if (!value.Exists) return false;
        record = Decode<T>(table, key, value.Bytes, dataKey);
        return true;
    }

    /// <summary>Opens a value; throws if it was altered or moved. Returns the plaintext's length.</summary>
    public static int Open(
        Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, DataKey dataKey, Span<byte> destination)
    {
        if (!SealedValue.TryReadGeneration(value, out var generation)
            || dataKey.FindOrReload(generation) is not { } material
            || !SealedValue.TryOpen(material.Bytes, table, key, value, destination))
        {
            throw new StorageCorruptException($"A value of {TableNames.Name(table)} does not open.");
        }

        GC.KeepAlive(material);
        return value.Length - SealedValue.OverheadBytes;
    }
}
