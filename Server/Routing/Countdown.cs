using FastChat.Protocol;

namespace FastChat.Server.Routing;

/// <summary>Ends when so many commands have, or fails with the first refusal. Thread-safe.</summary>
internal sealed class Countdown
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _remaining;

    public Countdown(int count)
    {
        _remaining = count;
        if (count == 0)
        {
            _completion.SetResult();
        }
    }

    public Task Completion => _completion.Task;

    public void Signal(int count = 1)
    {
        if (Interlocked.Add(ref _remaining, -count) == 0)
        {
            _completion.TrySetResult();
        }
    }

    /// <summary>
    /// So many were refused. By a loop that writes no more there is nothing to deliver, and the rest can still be read:
    /// then they count as done.
    /// </summary>
    public void Refuse(Code code, string message, int count)
    {
        if (code == Code.StorageReadOnly)
        {
            Signal(count);
        }
        else
        {
            Fail(code, message);
        }
    }

    private void Fail(Code code, string message) =>
        _completion.TrySetException(new RefusalException(code, message, RoutingLimits.BusyRetryAfter));
}
