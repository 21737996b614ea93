using FastChat.Storage.Commit;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>
/// Publishes before the sync: what it takes after its first turns is acked, and was still on its way to the disk when the
/// server ended.
/// </summary>
internal sealed class UnsyncedCommitLog(ICommitLog inner, int turnsSynced) : ICommitLog
{
    private int _turns;

    public void Append(CommitBatch batch)
    {
        if (Interlocked.Increment(ref _turns) <= turnsSynced)
            inner.Append(batch);
    }
}
