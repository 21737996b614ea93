using FastChat.Storage.Commit;

namespace FastChat.Server.Routing;

/// <summary>How accounts, handles, devices and media write their rows: on the loop that owns the shard. Thread-safe.</summary>
internal sealed class RecordWriter(ShardRouter router)
{
    /// <summary>
    /// Runs <paramref name="apply"/> on the owning loop. Inside, rows of this owner that are read through the database are
    /// current, and writes go into the batch. It decides first and writes last, does not wait for anything, and refuses by
    /// throwing <see cref="RefusalException"/> before it has written.
    /// </summary>
    /// <returns>Its result, once the commit is durable.</returns>
    /// <exception cref="RefusalException">Busy, StorageReadOnly, ShuttingDown, or what apply refused.</exception>
    public Task<T> RunAsync<T>(
        byte shard,
        UInt128 owner,
        Func<CommitBatch, T> apply,
        CancellationToken cancellation = default)
    {
        var command = new RecordCommand<T>(shard, owner, apply);
        router.Route(command);
        return command.Completion.WaitAsync(cancellation);
    }

    /// <summary>The same. <paramref name="committed"/> is called on that loop, once the commit is durable and before a later change of
    /// the owner is: events leave in the order of the changes.</summary>
    public Task<T> RunAndTellAsync<T>(byte shard, UInt128 owner, Func<CommitBatch, T> apply, Action<T> committed)
    {
        var command = new RecordCommand<T>(shard, owner, apply, committed);
        router.Route(command);
        return command.Completion;
    }
}
