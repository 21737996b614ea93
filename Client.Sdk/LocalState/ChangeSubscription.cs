using FastChat.Protocol.Identifiers;

namespace FastChat.Client.LocalState;

/// <summary>
/// One subscriber's unread changes. Written by whoever publishes, read by one subscriber; both under the gate. Bounded,
/// because a conversation takes one entry however often it changes.
/// </summary>
internal sealed class ChangeSubscription(ChangeFeed feed, ConversationId? only) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ChangeSetBuilder _changes = new();
    private TaskCompletionSource? _waiter;

    /// <summary>The changes since the last call; waits until there are some. One caller at a time.</summary>
    public async ValueTask<ChangeSet> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                if (!_changes.IsEmpty)
                    return _changes.Take();
                _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _waiter.Task;
            }

            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => feed.Remove(this);

    internal void Add(ChangeSetBuilder changes)
    {
        TaskCompletionSource? waiter = null;
        lock (_gate)
        {
            _changes.Add(changes, only);
            if (!_changes.IsEmpty)
                (waiter, _waiter) = (_waiter, null);
        }

        waiter?.TrySetResult();
    }
}
