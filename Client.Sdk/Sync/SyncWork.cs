using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Sync;

/// <summary>What waits to be done over the connection. It outlives connections: what one did not do, the next one does.</summary>
internal sealed class SyncWork
{
    /// <summary>Conversations with something to send, or room to send it.</summary>
    public WorkSet<ConversationId> Outbox { get; } = new();

    /// <summary>Conversations whose state is to be fetched.</summary>
    public WorkSet<ConversationId> States { get; } = new();

    /// <summary>Conversations with something missing beneath the head.</summary>
    public WorkSet<ConversationId> Gaps { get; } = new();

    /// <summary>Conversations whose own cursors moved.</summary>
    public WorkSet<ConversationId> Cursors { get; } = new();

    /// <summary>Accounts whose profile is wanted.</summary>
    public WorkSet<AccountId> Profiles { get; } = new();

    /// <summary>Events were dropped: sync again.</summary>
    public WorkSet<bool> Syncs { get; } = new();

    /// <summary>In <see cref="Personal"/>: changes of this device wait.</summary>
    public const long PersonalChangesWait = -1;

    /// <summary>Versions that the server has told of what the account keeps for itself.</summary>
    public WorkSet<long> Personal { get; } = new();

    /// <summary>Drafts wait for their attachments.</summary>
    public WorkSet<bool> Uploads { get; } = new();

    /// <summary>How this device is pushed to has changed.</summary>
    public WorkSet<bool> Push { get; } = new();

    public void Add(IngestResult result)
    {
        Outbox.Add(result.Outbox);
        States.Add(result.NeedState);
        Gaps.Add(result.Gaps);
        Cursors.Add(result.Cursors);
        Profiles.Add(result.Accounts);
    }
}
