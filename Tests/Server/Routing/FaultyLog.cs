using FastChat.Storage;
using FastChat.Storage.Commit;

namespace FastChat.Tests.Server.Routing;

/// <summary>The database's commit log, with a disk that fails on demand.</summary>
internal sealed class FaultyLog(ICommitLog inner) : ICommitLog
{
    private volatile bool _fails;
    private volatile bool _failsAfterwards;
    private int _left = int.MaxValue;

    /// <summary>Commits throw, and nothing of them is written.</summary>
    public bool Fails { get => _fails; set => _fails = value; }

    /// <summary>Commits are written, and throw then: what is found after a restart cannot be known before.</summary>
    public bool FailsAfterwards { get => _failsAfterwards; set => _failsAfterwards = value; }

    /// <summary>Takes so many commits yet, then fails.</summary>
    public void FailsAfter(int commits) => _left = commits;

    public void Append(CommitBatch batch)
    {
        if (_fails || (_left < int.MaxValue && Interlocked.Decrement(ref _left) < 0))
        {
            throw new StorageException("The disk is gone.");
        }

        inner.Append(batch);
        if (_failsAfterwards)
        {
            throw new StorageException("The disk did not answer.");
        }
    }
}
