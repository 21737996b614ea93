using FastChat.Client.Connections;

namespace FastChat.Client.Internal;

/// <summary>Where requests wait for a connection that the server has welcomed. The engine's loop opens and closes it.</summary>
internal sealed class SessionGate
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<ServerConnection> _current = New();

    public void Open(ServerConnection connection)
    {
        lock (_gate)
        {
            if (!_current.TrySetResult(connection))
            {
                _current = New();
                _current.SetResult(connection);
            }
        }
    }

    /// <summary>Between connections.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_current.Task.IsCompleted)
                _current = New();
        }
    }

    /// <summary>A request found that this connection is over: nobody is to try it again.</summary>
    public void Lost(ServerConnection connection)
    {
        lock (_gate)
        {
            if (Current == connection)
                _current = New();
        }
    }

    /// <summary>No connection will come before something changes: who waits, and who comes, is told why.</summary>
    public void Refuse(ChatException reason)
    {
        lock (_gate)
        {
            if (!_current.TrySetException(reason))
            {
                _current = New();
                _current.SetException(reason);
            }

            // Nobody may be waiting: an exception that nobody sees is no fault here.
            _ = _current.Task.Exception;
        }
    }

    public Task<ServerConnection> WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return _current.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The connection, if there is one right now.</summary>
    public ServerConnection? Current
    {
        get
        {
            lock (_gate)
                return _current.Task.IsCompletedSuccessfully ? _current.Task.GetAwaiter().GetResult() : null;
        }
    }

    private static TaskCompletionSource<ServerConnection> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
