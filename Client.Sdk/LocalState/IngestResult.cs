using FastChat.Protocol.Identifiers;

namespace FastChat.Client.LocalState;

/// <summary>What storing a batch of frames left to do, by conversation. Not thread-safe: it goes from job to caller.</summary>
internal sealed class IngestResult
{
    /// <summary>Unknown, or of an older membership version than the log: its state is to be fetched.</summary>
    public HashSet<ConversationId> NeedState { get; } = [];

    /// <summary>Something is missing beneath what was stored.</summary>
    public HashSet<ConversationId> Gaps { get; } = [];

    /// <summary>Acks made room in the window of sends, or a decision is due.</summary>
    public HashSet<ConversationId> Outbox { get; } = [];

    /// <summary>Own cursors moved that the server does not know of.</summary>
    public HashSet<ConversationId> Cursors { get; } = [];

    /// <summary>Who wrote: their profiles are wanted.</summary>
    public HashSet<AccountId> Accounts { get; } = [];
}
