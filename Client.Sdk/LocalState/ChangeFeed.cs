using FastChat.Protocol.Identifiers;

namespace FastChat.Client.LocalState;

/// <summary>Tells subscribers what commits changed. Publishing never waits and never runs a subscriber's code.</summary>
internal sealed class ChangeFeed
{
    private readonly Lock _gate = new();
    private ChangeSubscription[] _subscriptions = [];

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
