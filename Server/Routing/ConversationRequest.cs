using FastChat.Protocol;

namespace FastChat.Server.Routing;

/// <summary>A conversation command that somebody awaits. The result is given out after the commit is durable (A1).</summary>
internal abstract class ConversationRequest<T> : ConversationCommand
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    /// <summary>Ends after the commit, or with a <see cref="RefusalException"/>.</summary>
    public Task<T> Completion => _completion.Task;

    public override void Committed(ShardLoop loop) => _completion.TrySetResult(_result!);

    public override void Refuse(Code code, string message) =>
        _completion.TrySetException(new RefusalException(
            code,
            message,
            code == Code.Busy ? RoutingLimits.BusyRetryAfter : null));

    /// <summary>Keeps the result until the turn's commit.</summary>
    protected void Complete(ShardTurn turn, T result)
    {
        _result = result;
        turn.CompleteAfterCommit(this);
    }
}
