using Microsoft.Data.Sqlite;

namespace FastChat.Client.LocalState;

/// <summary>One transaction of the writer: each job under its own savepoint, so that one that throws takes no other along.</summary>
internal static class StoreCommit
{
    public static void Run(
        StoreConnection writer, List<StoreJob> batch, StoredIdentity self, long nowMs, ChangeFeed feed, OutcomeBoard outcomes)
    {
        var done = new List<(StoreJob Job, StoreTransaction Transaction)>(batch.Count);
        try
        {
            writer.Run(batch.Exists(job => job.Durable) ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            writer.Run("BEGIN IMMEDIATE");
            foreach (var job in batch)
            {
                var transaction = new StoreTransaction(writer, self, nowMs);
                if (TryApply(writer, job, transaction))
                    done.Add((job, transaction));
            }

            writer.Run("COMMIT");
        }
        catch (SqliteException failure)
        {
            TryRollBack(writer);
            var exception = new ChatException(ErrorCode.StoreFailed, "The local store could not be written.", null, failure);
            foreach (var job in batch)
                job.Fail(exception);
            return;
        }

        foreach (var (job, transaction) in done)
        {
            feed.Publish(transaction.Changes);
            foreach (var (message, outcome) in transaction.Outcomes)
                outcomes.Decide(message, outcome);
            job.Complete();
        }
    }

    private static bool TryApply(StoreConnection writer, StoreJob job, StoreTransaction transaction)
    {
        writer.Run("SAVEPOINT job");
        try
        {
            job.Apply(transaction);
            writer.Run("RELEASE job");
            return true;
        }
        catch (Exception exception) when (exception is not SqliteException { SqliteErrorCode: 10 or 13 })
        {
            // Everything but a disk that fails (10) or is full (13) is this job's own: the caller gets it.
            writer.Run("ROLLBACK TO job");
            writer.Run("RELEASE job");
            job.Fail(exception);
            return false;
        }
    }

    private static void TryRollBack(StoreConnection writer)
    {
        try
        {
            writer.Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself.
        }
    }
}
