namespace FastChat.Server.Push;

/// <summary>What became of one push.</summary>
internal enum PushOutcome
{
    /// <summary>The service has it.</summary>
    Taken,

    /// <summary>It may go better later.</summary>
    Retry,

    /// <summary>The subscription is dead.</summary>
    Dead,

    /// <summary>The service does not take this one; it would not take it later either.</summary>
    Refused,
}
