namespace FastChat.Client.LocalState;

/// <summary>What of a conversation changed.</summary>
[Flags]
internal enum ChangeKinds
{
    None = 0,

    /// <summary>Title, head, unread, role, preview: the row of a conversation list.</summary>
    Summary = 1,
    Log = 2,
    Outbox = 4,
    Receipts = 8,
    Typing = 16,
    Members = 32,
    Deleted = 64,

    /// <summary>The server knows of a move of an own cursor: nothing that a list shows.</summary>
    CursorsSent = 128,

    /// <summary>Content was cut out of entries that are here.</summary>
    Removed = 256,
}
