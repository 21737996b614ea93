using FastChat.Protocol.Identifiers;

namespace FastChat.Client.LocalState;

/// <summary>Tells subscribers what commits changed. Publishing never waits and never runs a subscriber's code.</summary>
internal sealed class ChangeFeed
{
    private readonly Lock _gate = new();
    private ChangeSubscription[] _subscriptions = [];
    private long _personalChanges;

    /// <summary>Grows whenever what the account keeps for itself may have changed: what was read before is then no longer good.</summary>
    public long PersonalChanges => Volatile.Read(ref _personalChanges);

    /// <summary>From now on; <paramref name="only"/> narrows it to one conversation (profiles are always told).</summary>
    public ChangeSubscription Subscribe(ConversationId? only = null)
    {
        var subscription = new ChangeSubscription(this, only);
        lock (_gate)
            _subscriptions = [.. _subscriptions, subscription];
        return subscription;
    }

    public void Publish(ChangeSetBuilder changes)
    {
        if (changes.IsEmpty)
            return;
        if (changes.IsPersonal)
            Interlocked.Increment(ref _personalChanges);
        foreach (var subscription in Volatile.Read(ref _subscriptions))
            subscription.Add(changes);
    }

    /// <summary>For what changes without a commit: typing.</summary>
    public void Publish(ConversationId conversation, ChangeKinds kinds)
    {
        var changes = new ChangeSetBuilder();
        changes.Add(conversation, kinds);
        Publish(changes);
    }

    internal void Remove(ChangeSubscription subscription)
    {
        lock (_gate)
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
    }
}
