using FastChat.Storage;
using FastChat.Storage.Commit;

namespace FastChat.Tests.Server.Routing;

/// <summary>A commit log whose disk goes away when the test says so.</summary>
internal sealed class FailingLog(ICommitLog inner) : ICommitLog
{
    public volatile bool Fails;

    public void Append(CommitBatch batch)
    {
        if (Fails)
            throw new StorageException("The disk is gone.");
        inner.Append(batch);
    }
}
