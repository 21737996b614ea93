namespace FastChat.Storage.Commit;

/// <summary>The commit port: the one way in for everything durable.</summary>
public interface ICommitLog
{
    /// <summary>
    /// Makes a turn durable: one write, one sync, and only then visible to readers (A1). Returns when that is done; throws
    /// <see cref="StorageException"/> when it failed, and from then on always (A7). Thread-safe; one caller per batch.
    /// </summary>
    void Append(CommitBatch batch);
}
