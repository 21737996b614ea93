using FastChat.Storage.Commit;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>One turn is acked and never written.</summary>
internal sealed class DroppedTurnCommitLog(ICommitLog inner) : ICommitLog
{
    private const int Turn = 30;
    private int _turns;

    public void Append(CommitBatch batch)
    {
        if (Interlocked.Increment(ref _turns) != Turn)
            inner.Append(batch);
    }
}
