namespace FastChat.Tests.Recovery.Recording;

/// <summary>Counts all devices' acks, so that a test can wait for load instead of time. Any thread.</summary>
internal sealed class AckCount
{
    private readonly Lock _counting = new();
    private readonly List<(long Target, TaskCompletionSource Reached)> _waiting = [];
    private long _count;

    public void Add(int acks)
    {
        lock (_counting)
        {
            _count += acks;
            foreach (var (_, reached) in _waiting.Where(w => w.Target <= _count))
                reached.TrySetResult();
            _waiting.RemoveAll(w => w.Target <= _count);
        }
    }

    /// <summary>Completes when so many more have come.</summary>
    public Task MoreAsync(int acks)
    {
        lock (_counting)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((_count + acks, reached));
            return acks == 0 ? Task.CompletedTask : reached.Task;
        }
    }
}
