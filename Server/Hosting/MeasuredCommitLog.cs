using FastChat.Server.Diagnostics;
using FastChat.Storage.Commit;

namespace FastChat.Server.Hosting;

/// <summary>The commit log with a watch beside it: how many turns, how long each commit took.</summary>
internal sealed class MeasuredCommitLog(ICommitLog log, TimeProvider time) : ICommitLog
{
    public void Append(CommitBatch batch)
    {
        var began = time.GetTimestamp();
        log.Append(batch);
        Instruments.CommitDurationSeconds.Record(time.GetElapsedTime(began).TotalSeconds);
        Instruments.Turns.Add(1);
    }
}
