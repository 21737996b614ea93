using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Conversations;

/// <summary>One handle per conversation as long as somebody holds it. Thread-safe: everything under the gate.</summary>
internal sealed class ConversationHandles(Func<ConversationId, Conversation> make)
{
    private const int SweepMin = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<ConversationId, WeakReference<Conversation>> _handles = [];
    private int _sweepAt = SweepMin;

    public Conversation Get(ConversationId id)
    {
        lock (_gate)
        {
            if (_handles.TryGetValue(id, out var reference) && reference.TryGetTarget(out var known))
                return known;
            var handle = make(id);
            _handles[id] = new WeakReference<Conversation>(handle);
            if (_handles.Count >= _sweepAt)
                Sweep();
            return handle;
        }
    }

    // Handles that nobody holds any more cost a table entry until then.
    private void Sweep()
    {
        foreach (var (id, reference) in _handles)
        {
            if (!reference.TryGetTarget(out _))
                _handles.Remove(id);
        }

        _sweepAt = Math.Max(SweepMin, _handles.Count * 2);
    }
}
