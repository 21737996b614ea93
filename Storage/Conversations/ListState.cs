namespace FastChat.Storage.Conversations;

/// <summary>How an account stands to a conversation in its list.</summary>
public enum ListState
{
    None = 0,
    Member = 1,
    Left = 2,
    Deleted = 3,

    /// <summary>No conversation: up to which commit of a shard left and deleted ones were forgotten.</summary>
    Forgotten = 4,
}
