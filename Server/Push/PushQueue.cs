using FastChat.Storage.Push;

namespace FastChat.Server.Push;

/// <summary>When which row is due, as far as there is room in memory; the rows themselves are on disk. One thread.</summary>
internal sealed class PushQueue
{
    private readonly PriorityQueue<PushPlace, long> _queue = new();
    private readonly Dictionary<PushPlace, long> _due = [];

    /// <summary>Rows were left out for want of room: read them all again once there is some.</summary>
    public bool IsIncomplete { get; private set; }

    public bool HasRoom => _queue.Count < PushLimits.WaitingMax / 2;

    /// <summary>When the next one is due; null: none waits.</summary>
    public long? NextMs => _queue.TryPeek(out _, out var due) ? due : null;

    /// <summary>All rows are about to be added again.</summary>
    public void Restart() => IsIncomplete = false;

    public void Add(PushPlace place, long dueMs)
    {
        if (_due.TryGetValue(place, out var before) && before == dueMs) return;
        if (_queue.Count >= PushLimits.WaitingMax)
        {
            IsIncomplete = true;
            return;
        }

        _due[place] = dueMs;
        _queue.Enqueue(place, dueMs);
    }

    /// <summary>The next one that is due by now.</summary>
    public bool TryTake(long nowMs, out PushPlace place)
    {
        while (_queue.TryPeek(out place, out var due) && due <= nowMs)
        {
            _queue.Dequeue();

            // Another time was set meanwhile, which has an element of its own.
            if (!_due.TryGetValue(place, out var now) || now != due) continue;
            _due.Remove(place);
            return true;
        }

        place = default;
        return false;
    }
}
