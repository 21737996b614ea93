using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;

namespace FastChat.Storage.Records;

/// <summary>Rows of the server as a whole, by id. Written by the loop of shard 0, read on any thread.</summary>
public abstract class ServerTable<TId, T>
    where TId : struct, IIdentifier<TId>
    where T : class
{
    private protected ServerTable()
    {
    }

    public abstract T? Read(TId id);

    /// <summary>Up to so many rows after an id (none: from the oldest).</summary>
    public abstract IReadOnlyList<(TId Id, T Record)> ReadAfter(TId after, int limit);

    /// <summary>Up to so many rows before an id (none: from the newest), backwards.</summary>
    public abstract IReadOnlyList<(TId Id, T Record)> ReadBefore(TId before, int limit);

    public abstract void Put(CommitBatch batch, TId id, T record);

    public abstract void Delete(CommitBatch batch, TId id);
}
