namespace FastChat.Client.Internal;

/// <summary>
/// What waits to be looked at, each item once however often it is named: bounded by how many there are. Any thread adds, one
/// task takes.
/// </summary>
internal sealed class WorkSet<T>
{
    private readonly Lock _gate = new();
    private HashSet<T> _items = [];
    private TaskCompletionSource? _waiter;

    public void Add(T item) => Add([item]);

    public void Add(IEnumerable<T> items)
    {
        TaskCompletionSource? waiter = null;
        lock (_gate)
        {
            _items.UnionWith(items);
            if (_items.Count > 0)
                (waiter, _waiter) = (_waiter, null);
        }

        waiter?.TrySetResult();
    }

    /// <summary>Takes all; waits until there are some.</summary>
    public async ValueTask<IReadOnlyCollection<T>> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                if (_items.Count > 0)
                {
                    var items = _items;
                    _items = [];
                    return items;
                }

                _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _waiter.Task;
            }

            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
