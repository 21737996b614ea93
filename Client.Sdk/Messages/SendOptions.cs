namespace FastChat.Client;

/// <summary>How a message is sent.</summary>
public sealed record SendOptions
{
    /// <summary>
    /// A name that makes the send happen once: a second send under the same name in the same conversation, on this device
    /// and also after restarts, does nothing and yields the first one. At most 256 characters. Null: each call sends.
    /// </summary>
    public string? Once { get; init; }

    /// <summary>
    /// When the message expires, in whole seconds after the server stored it, at most a year: its content is then removed from the server and from
    /// all devices. Null: as the conversation's <see cref="ConversationSummary.MessageTimer"/> says.
    /// </summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>Whether the message stays quiet: no notification, not counted as unread.</summary>
    public bool Silent { get; init; }
}
