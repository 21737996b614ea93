using System.Runtime.CompilerServices;

namespace FastChat.Server.Concurrency;

/// <summary>`await PoolThread.Join()`: what follows runs on the thread pool. One work item, no task.</summary>
internal readonly struct PoolThread : ICriticalNotifyCompletion
{
    public bool IsCompleted => Thread.CurrentThread.IsThreadPoolThread;

    public static PoolThread Join() => default;

    public PoolThread GetAwaiter() => this;

    public void GetResult()
    {
        // Nothing can fail on the way.
    }

    public void OnCompleted(Action continuation) => ThreadPool.QueueUserWorkItem(static run => run(), continuation, preferLocal: false);

    public void UnsafeOnCompleted(Action continuation) =>
        ThreadPool.UnsafeQueueUserWorkItem(static run => run(), continuation, preferLocal: false);
}
