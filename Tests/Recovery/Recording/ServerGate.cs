using System.Net;

namespace FastChat.Tests.Recovery.Recording;

/// <summary>Tells devices where the server is, and lets them wait while it is not. Any thread.</summary>
internal sealed class ServerGate
{
    private readonly Lock _changing = new();
    private TaskCompletionSource<IPEndPoint> _open = New();

    public Task<IPEndPoint> WhenUpAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested(); // an open gate would not ask
        lock (_changing)
            return _open.Task.WaitAsync(cancellation);
    }

    public void Open(IPEndPoint server)
    {
        lock (_changing)
            _open.TrySetResult(server);
    }

    public void Shut()
    {
        lock (_changing)
            _open = _open.Task.IsCompleted ? New() : _open;
    }

    private static TaskCompletionSource<IPEndPoint> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
