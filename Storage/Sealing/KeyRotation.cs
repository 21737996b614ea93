using System.Security.Cryptography;
using FastChat.Storage.Commit;
using FastChat.Storage.Engine;
using FastChat.Storage.Keys;

namespace FastChat.Storage.Sealing;

/// <summary>
/// Wraps all data keys under a new key-encryption key: store both keys, wrap every row anew, drop the old key. After a
/// crash at any point both keys are stored or the work is done; running it again goes on. Safe while loops write.
/// </summary>
internal sealed class KeyRotation(RocksDatabase database, KeyRows rows, StorageOptions options)
{
    private const int RowsPerBatch = 256;
    private static readonly TimeSpan BatchTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Called after each step, for tests that crash there.</summary>
    public Action<KeyRotationStep>? AfterStep { get; init; }

    public void Run()
    {
        var keys = StoreBoth();
        AfterStep?.Invoke(KeyRotationStep.BothKeysStored);
        var before = rows.ReplaceWrapping(new WrappingKeys(rows.Memory, keys));
        if (!before.WaitUntilLeft(BatchTimeout))
        {
            throw new StorageException("A turn holds keys wrapped by the old key; both keys are kept. Run it again.");
        }

        RewrapAll(Table.Keys, []);
        RewrapAll(Table.Meta, MetaRows.ServerKey);
        AfterStep?.Invoke(KeyRotationStep.AllRewrapped);
        if (options.KeyText is null) KeyFile.Write(KeyPath, keys[..1]);
        rows.ReplaceWrapping(new WrappingKeys(rows.Memory, keys[..1]));
        AfterStep?.Invoke(KeyRotationStep.OldKeyDropped);
    }

    private string KeyPath => options.KeyFile ?? KeyFile.DefaultPath;

    /// <summary>The new key and the old one, both durable.</summary>
    private List<byte[]> StoreBoth()
    {
        if (options.KeyText is { } text)
        {
            var given = KeyFile.Parse(text, "The key in the environment");
            return given.Count == 2
                ? given
                : throw new StorageRefusedException(
                    "The key comes from the environment: set it to the new key, a space, and the old key, and run this again; then set it to the new key alone.");
        }

        var stored = KeyFile.Read(KeyPath);
        // Two keys: an earlier rotation was interrupted, and goes on with the key that it made.
        if (stored.Count == 2) return stored;
        List<byte[]> both = [RandomNumberGenerator.GetBytes(Aead.KeyBytes), stored[0]];
        KeyFile.Write(KeyPath, both);
        return both;
    }

    private void RewrapAll(Table table, ReadOnlySpan<byte> prefix)
    {
        var old = new List<byte[]>(RowsPerBatch);
        using var found = database.Iterate(table, scan: true);
        for (var more = found.Seek(prefix); more && found.Key.StartsWith(prefix); more = found.MoveNext())
        {
            if (SealedValue.TryReadGeneration(found.Value, out var generation)
                && generation == rows.Wrapping.CurrentGeneration) continue;
            old.Add(found.Key.ToArray());
            if (old.Count == RowsPerBatch) Rewrap(table, old);
        }

        Rewrap(table, old);
    }

    /// <summary>Reads the rows again under the gate: a key that was destroyed in the meantime stays destroyed.</summary>
    private void Rewrap(Table table, List<byte[]> keys)
    {
        if (keys.Count == 0) return;
        Span<byte> plaintext = stackalloc byte[KeyRows.PlaintextBytes];
        var batch = new CommitBatch();
        lock (rows.AppendGate)
        {
            foreach (var key in keys)
            {
                using var value = database.Get(table, key);
                if (!value.Exists) continue;
                rows.Wrapping.Unwrap(table, key, value.Bytes, plaintext);
                batch.PutWrapped(table, key, plaintext, rows);
            }

            database.Write(batch.Bytes);
        }

        batch.Clear();
        CryptographicOperations.ZeroMemory(plaintext);
        keys.Clear();
        AfterStep?.Invoke(KeyRotationStep.BatchRewrapped);
    }
}
