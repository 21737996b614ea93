namespace FastChat.Server.Routing;

/// <summary>Of which messages of a conversation an account wants to be notified.</summary>
internal enum NotificationLevel
{
    All,

    /// <summary>Of those that mention it, or everyone.</summary>
    Mentions,

    None,
}
