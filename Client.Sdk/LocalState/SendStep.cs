namespace FastChat.Client.LocalState;

/// <summary>What a conversation's outbox needs next.</summary>
internal enum SendStep
{
    /// <summary>Nothing may leave before something else happens (an ack, a new draft).</summary>
    Idle,

    /// <summary>The entries are to be sent.</summary>
    Send,

    /// <summary>The server asked for patience.</summary>
    Wait,

    /// <summary>The direct conversation is to be created first.</summary>
    Create,

    /// <summary>The server has accepted numbers that this store knows nothing of: search the log for own message ids.</summary>
    Reconcile,
}
