namespace FastChat.Bench.Load.Loops;

/// <summary>Does blocking set-up work for many connections, on threads of its own: the pool has too few for that.</summary>
internal static class SetUpThreads
{
    private const int ThreadsMax = 16;
    private const int StackBytes = 256 * 1024;

    /// <summary>Results stand in the order of the items. The first failure ends it.</summary>
    public static async Task<TResult[]> SelectAsync<T, TResult>(
        IReadOnlyList<T> items, Func<int, T, TResult> make, CancellationToken cancellation)
    {
        var results = new TResult[items.Count];
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var next = -1;
        var threads = Enumerable.Range(0, Math.Min(ThreadsMax, items.Count)).Select(_ =>
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() => Run(ended), StackBytes) { IsBackground = true, Name = "set-up" }.Start();
            return ended.Task;
        }).ToArray();
        await Task.WhenAll(threads);
        cancellation.ThrowIfCancellationRequested();
        return results;

        void Run(TaskCompletionSource ended)
        {
            try
            {
                while (!failed.IsCancellationRequested && Interlocked.Increment(ref next) is var i && i < items.Count)
                    results[i] = make(i, items[i]);
                ended.SetResult();
            }
            catch (Exception failure) // told to the caller
            {
                failed.Cancel();
                ended.SetException(failure);
            }
        }
    }
}
