using System.Buffers.Binary;
using System.Security.Cryptography;
using FastChat.Storage.Commit;
using FastChat.Storage.Engine;
using FastChat.Storage.Keys;

namespace FastChat.Storage.Sealing;

/// <summary>
/// The wrapped data keys on disk: 32-byte key ‖ seals accounted for u64, sealed under the key-encryption key. Thread-safe.
/// </summary>
internal sealed class KeyRows(RocksDatabase database, KeyMemory memory, WrappingKeys wrapping)
{
    public const int PlaintextBytes = Aead.KeyBytes + sizeof(ulong);
    public const int ValueBytes = PlaintextBytes + SealedValue.OverheadBytes;

    private readonly Lock _wrappingGate = new();
    private WrappingKeys _wrapping = wrapping;

    /// <summary>Held while rows of `keys` are appended, so that a rotation never brings back a key that was destroyed in
    /// the meantime.</summary>
    public Lock AppendGate { get; } = new();

    public KeyMemory Memory => memory;

    public WrappingKeys Wrapping => Volatile.Read(ref _wrapping);

    /// <summary>The key-encryption keys for a batch, which leaves them when it is cleared.</summary>
    public WrappingKeys EnterWrapping()
    {
        lock (_wrappingGate)
        {
            _wrapping.Enter();
            return _wrapping;
        }
    }

    /// <summary>From here on batches wrap with these; returns those before.</summary>
    public WrappingKeys ReplaceWrapping(WrappingKeys next)
    {
        lock (_wrappingGate)
        {
            var before = _wrapping;
            _wrapping = next;
            return before;
        }
    }

    /// <summary>All generations of an owner's key, ascending; empty if it has none.</summary>
    public KeyMaterial[] Read(KeyOwner owner)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        var prefix = owner.RowPrefix(key);
        using var rows = database.Iterate(owner.Table);
        var found = new List<KeyMaterial>(1);
        for (var more = rows.Seek(prefix); more && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            found.Add(Unwrap(owner.Table, rows.Key, rows.Value));
        }

        return [.. found];
    }

    /// <summary>A new key, written into the batch. Nothing sealed under it may be committed before this row is.</summary>
    public KeyMaterial Create(CommitBatch batch, KeyOwner owner, uint generation)
    {
        Span<byte> key = stackalloc byte[Aead.KeyBytes];
        RandomNumberGenerator.Fill(key);
        var material = new KeyMaterial(memory, generation, key, 0);
        CryptographicOperations.ZeroMemory(key);
        Account(batch, owner, material);
        return material;
    }

    /// <summary>Writes the key's row again, accounting for more seals.</summary>
    public void Account(CommitBatch batch, KeyOwner owner, KeyMaterial material)
    {
        Span<byte> rowKey = stackalloc byte[StorageLimits.KeyBytesMax];
        Span<byte> plaintext = stackalloc byte[PlaintextBytes];
        material.SealsAccounted += StorageLimits.SealsReserved;
        material.Bytes.CopyTo(plaintext);
        BinaryPrimitives.WriteInt64BigEndian(plaintext[Aead.KeyBytes..], material.SealsAccounted);
        batch.PutWrapped(owner.Table, owner.RowKey(rowKey, material.Generation), plaintext, this);
        CryptographicOperations.ZeroMemory(plaintext);
    }

    public KeyMaterial Unwrap(Table table, ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value)
    {
        Span<byte> plaintext = stackalloc byte[PlaintextBytes];
        Wrapping.Unwrap(table, rowKey, value, plaintext);
        var generation = BinaryPrimitives.ReadUInt32BigEndian(rowKey[^sizeof(uint)..]);
        var accounted = BinaryPrimitives.ReadInt64BigEndian(plaintext[Aead.KeyBytes..]);
        var material = new KeyMaterial(memory, generation, plaintext[..Aead.KeyBytes], accounted);
        CryptographicOperations.ZeroMemory(plaintext);
        return material;
    }
}
