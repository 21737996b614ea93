using System.Threading.Channels;

namespace FastChat.Client.Internal;

/// <summary>
/// The connection's state. The engine's loop sets it; watchers are called in order on a task of their own, so that a slow one
/// holds up no connection. Old states that no watcher has seen are dropped for newer ones.
/// </summary>
internal sealed class StatusBoard
{
    private const int UnseenStatesMax = 64;
    private readonly Lock _gate = new();
    private readonly Channel<ConnectionStatus> _changes = Channel.CreateBounded<ConnectionStatus>(
        new BoundedChannelOptions(UnseenStatesMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private Action<ConnectionStatus>[] _watchers = [];
    private TaskCompletionSource _changed = New();
    private ConnectionStatus _current = new(ConnectionState.SignedOut);

    public StatusBoard() => _ = Task.Run(TellAsync);

    public ConnectionStatus Current => Volatile.Read(ref _current);

    public void Set(ConnectionStatus status)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_current == status)
                return;
            Volatile.Write(ref _current, status);
            (changed, _changed) = (_changed, New());
            _changes.Writer.TryWrite(status);
        }

        changed.TrySetResult();
    }

    public IDisposable Watch(Action<ConnectionStatus> watcher)
    {
        lock (_gate)
            _watchers = [.. _watchers, watcher];
        return new Watching(this, watcher);
    }

    /// <summary>Completes in a state; fails when that can never be without something changing.</summary>
    public async Task WaitAsync(ConnectionState state, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
                changed = _changed.Task;
            var current = Current;
            if (current.State == state)
                return;
            if (current.State == ConnectionState.Refused)
                throw new ChatException(current.Code ?? ErrorCode.SignedOut, "The server refuses the connection for good.");
            if (current.State == ConnectionState.SignedOut && current.Code is { } code)
                throw new ChatException(code, "No account is signed in.");
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Close() => _changes.Writer.TryComplete();

    private async Task TellAsync()
    {
        await foreach (var status in _changes.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            foreach (var watcher in Volatile.Read(ref _watchers))
                watcher(status);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Watching(StatusBoard board, Action<ConnectionStatus> watcher) : IDisposable
    {
        public void Dispose()
        {
            lock (board._gate)
                board._watchers = [.. board._watchers.Where(other => other != watcher)];
        }
    }
}
