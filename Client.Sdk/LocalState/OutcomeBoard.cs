namespace FastChat.Client.LocalState;

/// <summary>
/// Who waits for which send. Decided by the writer after a commit; waiters are callers that hold an Outgoing, so there are
/// at most as many as outbox rows.
/// </summary>
internal sealed class OutcomeBoard
{
    private readonly Lock _gate = new();
    private readonly Dictionary<MessageId, TaskCompletionSource<SendOutcome>> _waiters = [];
    private bool _closed;

    public Task<SendOutcome> Wait(MessageId message)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(LocalStore));
            if (!_waiters.TryGetValue(message, out var waiter))
                _waiters.Add(message, waiter = new(TaskCreationOptions.RunContinuationsAsynchronously));
            return waiter.Task;
        }
    }

    public void Decide(MessageId message, SendOutcome outcome)
    {
        TaskCompletionSource<SendOutcome>? waiter;
        lock (_gate)
            _waiters.Remove(message, out waiter);
        waiter?.TrySetResult(outcome);
    }

    /// <summary>The store closes: what is undecided stays in the outbox for the next time.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var waiter in _waiters.Values)
                waiter.TrySetException(new ObjectDisposedException(nameof(LocalStore)));
            _waiters.Clear();
        }
    }
}
