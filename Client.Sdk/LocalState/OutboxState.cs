namespace FastChat.Client.LocalState;

/// <summary>Where an unacked draft stands. On disk: never renumber.</summary>
internal enum OutboxState
{
    /// <summary>Waits for its attachments; later text may overtake it.</summary>
    Uploading = 0,

    /// <summary>Ready; has no send number yet, so it can be withdrawn without a trace.</summary>
    Queued = 1,

    /// <summary>Has a send number: its bytes may have left.</summary>
    Sending = 2,

    /// <summary>The server said no. Stays until retried or withdrawn.</summary>
    Refused = 3,
}
