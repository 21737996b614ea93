namespace FastChat.Client;

/// <summary>
/// Takes the connection's states from the engine to the event context, one event each, in order. When the context does not run
/// them, only the newest are kept. Thread-safe: the queue is guarded by the gate.
/// </summary>
internal sealed class StatusRelay(EventQueue events, Action<ConnectionStatus> raise)
{
    /// <summary>States that wait for the event context.</summary>
    private const int WaitingMax = 64;

    private readonly Lock _gate = new();
    private readonly Queue<ConnectionStatus> _waiting = new();

    public void Tell(ConnectionStatus status)
    {
        lock (_gate)
        {
            if (_waiting.Count == WaitingMax)
            {
                _ = _waiting.Dequeue();
                _waiting.Enqueue(status);
                return;
            }

            _waiting.Enqueue(status);
        }

        events.Post(RaiseNext);
    }

    private void RaiseNext()
    {
        ConnectionStatus? status;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out status))
                return;
        }

        raise(status);
    }
}
