namespace FastChat.Client.LocalState;

/// <summary>A write with a result.</summary>
/// <param name="apply">Runs on the writer, inside the transaction.</param>
/// <param name="durable">See <see cref="StoreJob"/>.</param>
internal sealed class StoreWrite<T>(Func<StoreTransaction, T> apply, bool durable) : StoreJob(durable)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _completion.Task;

    public override void Apply(StoreTransaction transaction) => _result = apply(transaction);

    public override void Complete() => _completion.TrySetResult(_result!);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
