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

    public void Signal()
    {
        if (Interlocked.Decrement(ref _remaining) == 0)
        {
            _completion.TrySetResult();
        }
    }

    public void Fail(Code code, string message) =>
        _completion.TrySetException(new RefusalException(code, message, RoutingLimits.BusyRetryAfter));
}
