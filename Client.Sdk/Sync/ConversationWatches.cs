using FastChat.Client.Internal;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Sync;

/// <summary>Large conversations that somebody looks at: their typing and receipts come on request only. Any thread, under the gate.</summary>
internal sealed class ConversationWatches
{
    private readonly Lock _gate = new();
    private readonly List<ConversationId> _watched = [];

    /// <summary>What is to be told to the server: turn on, or off.</summary>
    public WorkSet<(ConversationId Id, bool Active)> Changed { get; } = new();

    public void Add(ConversationId id)
    {
        ConversationId? dropped = null;
        lock (_gate)
        {
            _watched.Remove(id);
            _watched.Add(id);
            if (_watched.Count > EngineLimits.WatchedConversationsMax)
            {
                dropped = _watched[0];
                _watched.RemoveAt(0);
            }
        }

        if (dropped is { } old)
            Changed.Add((old, false));
        Changed.Add((id, true));
    }

    /// <summary>A new connection knows of none.</summary>
    public void Repeat()
    {
        lock (_gate)
            Changed.Add(_watched.Select(id => (id, true)));
    }
}
