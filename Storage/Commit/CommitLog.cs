using FastChat.Storage.Engine;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Commit;

/// <summary>The commit port over RocksDB. Loops append at the same time; RocksDB syncs the log once for those that wait
/// together.</summary>
internal sealed class CommitLog(RocksDatabase database, KeyRing keys) : ICommitLog
{
    // Written by the loop whose append failed, read by all; it only ever becomes non-null.
    private StorageException? _failure;

    /// <inheritdoc/>
    public void Append(CommitBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (Volatile.Read(ref _failure) is { } failure)
        {
            throw new StorageException("An earlier write failed; nothing is written until a restart.", failure);
        }

        batch.Finish(keys.Server);
        try
        {
            if (batch.HasKeyRows)
            {
                lock (keys.Rows.AppendGate) database.Write(batch.Bytes);
            }
            else
            {
                database.Write(batch.Bytes);
            }
        }
        catch (StorageException error)
        {
            Volatile.Write(ref _failure, error);
            throw;
        }
    }
}
