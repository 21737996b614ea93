using System.Buffers.Binary;
using System.Security.Cryptography;
using FastChat.Storage.Keys;

namespace FastChat.Storage.Sealing;

/// <summary>
/// The key-encryption keys: one, or during a rotation the new one first and the old one after it. The first wraps; a
/// wrapped value names the one that opens it. Thread-safe.
/// </summary>
internal sealed class WrappingKeys
{
    private readonly KeyMaterial[] _keys;
    private readonly object _gate = new();
    private int _users;

    /// <param name="memory">Where the keys are to lie.</param>
    /// <param name="keys">32 bytes each, the wrapping one first.</param>
    public WrappingKeys(KeyMemory memory, IReadOnlyList<byte[]> keys)
    {
        _keys = [.. keys.Select(key => new KeyMaterial(memory, Identify(key), key, long.MaxValue))];
    }

    /// <summary>The generation under which values are wrapped now.</summary>
    public uint CurrentGeneration => _keys[0].Generation;

    /// <summary>Whether an older key is still there to open what was wrapped before.</summary>
    public bool HasOlder => _keys.Length > 1;

    /// <summary>A batch begins to hold values that these keys wrapped.</summary>
    public void Enter()
    {
        lock (_gate) _users++;
    }

    /// <summary>The batch is durable or given up.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (--_users == 0) Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until no batch holds such values; false if that takes too long.</summary>
    public bool WaitUntilLeft(TimeSpan timeout)
    {
        lock (_gate) return _users == 0 || (Monitor.Wait(_gate, timeout) && _users == 0);
    }

    public void Wrap(
        ReadOnlySpan<byte> nonce, Table table, ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> plaintext,
        Span<byte> destination)
    {
        var key = _keys[0];
        SealedValue.Seal(key.Bytes, key.Generation, nonce, table, rowKey, plaintext, destination);
        GC.KeepAlive(key);
    }

    /// <summary>Opens a wrapped value; throws if its key is not here or it was altered.</summary>
    public void Unwrap(Table table, ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        if (!SealedValue.TryReadGeneration(value, out var generation)
            || value.Length - SealedValue.OverheadBytes != destination.Length)
        {
            throw new StorageCorruptException("A wrapped key has the wrong form.");
        }

        var key = Array.Find(_keys, candidate => candidate.Generation == generation)
            ?? throw new StorageRefusedException(
                $"The key-encryption key is not the one that this database was written with (it needs {generation:x8}). Give the right key file, or the one of the backup.");
        if (!SealedValue.TryOpen(key.Bytes, table, rowKey, value, destination))
        {
            throw new StorageCorruptException("A wrapped key was altered.");
        }

        GC.KeepAlive(key);
    }

    /// <summary>The first 4 bytes of H("fastchat/kek/1" ‖ key).</summary>
    private static uint Identify(byte[] key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. "fastchat/kek/1"u8, .. key], hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }
}
