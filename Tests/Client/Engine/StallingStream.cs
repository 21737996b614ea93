using FastChat.Tests.Support;

namespace FastChat.Tests.Client.Engine;

/// <summary>A stream that reads nothing while it is stalled: a phone in a tunnel, an application that hangs.</summary>
internal sealed class StallingStream(Stream inner) : PassingStream(inner)
{
    private TaskCompletionSource _open = Opened();

    public void Stall() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _open.TrySetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _open.Task.WaitAsync(cancellationToken);
        return await base.ReadAsync(buffer, cancellationToken);
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
