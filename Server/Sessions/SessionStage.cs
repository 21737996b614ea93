namespace FastChat.Server.Sessions;

/// <summary>How far a connection has come. Only forward.</summary>
internal enum SessionStage : byte
{
    /// <summary>The first frame has not come.</summary>
    AwaitingHello,

    /// <summary>Hello was accepted; its answer is being made, and nothing is read meanwhile.</summary>
    Opening,

    /// <summary>Welcome is sent: requests are served.</summary>
    Open,

    /// <summary>The connection is gone.</summary>
    Ended,
}
