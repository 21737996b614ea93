namespace FastChat.Server.Outbound;

/// <summary>When which row is due, as far as there is room in memory; the rows themselves are on disk. One thread.</summary>
/// <param name="waitingMax">How many have room.</param>
internal sealed class DueQueue<T>(int waitingMax)
    where T : notnull
{
    private readonly PriorityQueue<T, long> _queue = new();
    private readonly Dictionary<T, long> _due = [];

    /// <summary>Rows were left out for want of room: read them all again once there is some.</summary>
    public bool IsIncomplete { get; private set; }

    public bool HasRoom => _queue.Count < waitingMax / 2;

    /// <summary>When the next one is due; null: none waits.</summary>
    public long? NextMs => _queue.TryPeek(out _, out var due) ? due : null;

    /// <summary>All rows are about to be added again.</summary>
    public void Restart() => IsIncomplete = false;

    public void Add(T row, long dueMs)
    {
        if (_due.TryGetValue(row, out var before) && before == dueMs) return;
        if (_queue.Count >= waitingMax)
        {
            IsIncomplete = true;
            return;
        }

        _due[row] = dueMs;
        _queue.Enqueue(row, dueMs);
    }

    /// <summary>The next one that is due by now.</summary>
    public bool TryTake(long nowMs, out T row)
    {
        while (_queue.TryPeek(out row!, out var due) && due <= nowMs)
        {
            _queue.Dequeue();

            // Another time was set meanwhile, which has an element of its own.
            if (!_due.TryGetValue(row, out var now) || now != due) continue;
            _due.Remove(row);
            return true;
        }

        row = default!;
        return false;
    }
}
