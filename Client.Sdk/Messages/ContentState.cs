namespace FastChat.Client;

/// <summary>Whether a message's content can be shown.</summary>
public enum ContentState
{
    /// <summary>It can.</summary>
    Clear,

    /// <summary>Its key has not arrived on this device yet; the row changes when it does.</summary>
    AwaitingKey,

    /// <summary>It cannot be read, and waiting does not help: it was damaged, or made by a newer version.</summary>
    Unreadable,
}
