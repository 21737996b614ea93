using FastChat.Storage.Commit;

namespace FastChat.Server.Routing;

/// <summary>Writes the rows that belong to the server as a whole: on the loop of shard 0, one change in a turn.</summary>
internal sealed class ServerRecords(RecordWriter writer)
{
    private static readonly UInt128 Owner = UInt128.MaxValue;

    /// <summary>See <see cref="RecordWriter.RunAsync"/>; what is read inside is current.</summary>
    public Task<T> RunAsync<T>(Func<CommitBatch, T> apply) => writer.RunAsync(0, Owner, apply);

    public Task RunAsync(Action<CommitBatch> apply) => RunAsync(batch =>
    {
        apply(batch);
        return true;
    });
}
