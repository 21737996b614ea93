using FastChat.Protocol;
using FastChat.Storage.Commit;

namespace FastChat.Server.Routing;

/// <summary>
/// Reads and writes rows that belong to no conversation, on the loop of their shard. A turn holds at most one for an
/// owner, so what it reads from storage is current.
/// </summary>
internal sealed class RecordCommand<T>(byte shard, UInt128 owner, Func<CommitBatch, T> apply, Action<T>? committed = null) : ShardCommand
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public override byte Shard => shard;

    public Task<T> Completion => _completion.Task;

    public override void Run(ShardLoop loop)
    {
        if (loop.Turn.RecordOwners.Contains(owner))
        {
            loop.SplitTurn();
            if (loop.HasFailed)
            {
                Refuse(Code.StorageReadOnly, ShardLoop.WritingFailed);
                return;
            }
        }

        try
        {
            _result = apply(loop.Turn.Batch);
        }
        catch (RefusalException refusal)
        {
            // Decided before anything was written (the contract of `apply`).
            _completion.TrySetException(refusal);
            return;
        }

        loop.Turn.RecordOwners.Add(owner);
        loop.Turn.CompleteAfterCommit(this);
    }

    public override void Committed(ShardLoop loop)
    {
        committed?.Invoke(_result!);
        _completion.TrySetResult(_result!);
    }

    public override void Refuse(Code code, string message) =>
        _completion.TrySetException(new RefusalException(code, message));
}
