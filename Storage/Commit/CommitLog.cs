using FastChat.Storage.Engine;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Commit;

/// <summary>The commit port over RocksDB. Loops append at the same time; RocksDB syncs the log once for those that wait
/// together.</summary>
internal sealed class CommitLog(RocksDatabase database, RowCache cache, KeyRing keys, CommitMark? mark) : ICommitLog
{
    private readonly Lock _failureGate = new();
    private StorageException? _failure;

    /// <inheritdoc/>
    public void Append(CommitBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RefuseAfterFailure();
        batch.Finish(keys.Server);
        cache.BeginWrite(batch.Changes);
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
            lock (_failureGate) _failure ??= error;
            throw;
        }
        finally
        {
            cache.EndWrite(batch.Changes);
        }

        if (batch.HasFeedRow) mark?.Set(batch.Loop, batch.Turn);
    }

    private void RefuseAfterFailure()
    {
        lock (_failureGate)
        {
            if (_failure is null) return;
            throw new StorageException("An earlier write failed; nothing is written until a restart.", _failure);
        }
    }
}
