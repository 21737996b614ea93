using FastChat.Storage.Commit;

namespace FastChat.Bench.Micro;

/// <summary>Forgets what it is given: shows what a turn costs beside its commit. For benchmarks alone; nothing else may use it.</summary>
internal sealed class InMemoryCommitLog : ICommitLog
{
    public void Append(CommitBatch batch)
    {
    }
}
