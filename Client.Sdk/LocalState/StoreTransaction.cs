using FastChat.Protocol.Identifiers;

namespace FastChat.Client.LocalState;

/// <summary>What one job of the writer works with; valid during the job, on the writer's turn only.</summary>
internal sealed class StoreTransaction(StoreConnection connection, StoredIdentity self, long nowMs)
{
    public StoreConnection Connection { get; } = connection;

    /// <summary>Whose store this is.</summary>
    public StoredIdentity Self { get; } = self;

    public ContentSeal Seal => Connection.Seal;

    /// <summary>This device's time.</summary>
    public long NowMs { get; } = nowMs;

    /// <summary>What the commit will have changed; told to the feed after it.</summary>
    public ChangeSetBuilder Changes { get; } = new();

    /// <summary>Sends that this transaction decides; told to their waiters after the commit.</summary>
    public List<(MessageId Message, SendOutcome Outcome)> Outcomes { get; } = [];

    public void Changed(ConversationId conversation, ChangeKinds kinds) => Changes.Add(conversation, kinds);
}
