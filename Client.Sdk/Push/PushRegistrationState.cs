namespace FastChat.Client;

/// <summary>How this device stands with push.</summary>
public enum PushRegistrationState
{
    /// <summary>It is not to be pushed to.</summary>
    Off = 0,

    /// <summary>The server is told as soon as it can be reached.</summary>
    Waiting = 1,

    /// <summary>The server has it.</summary>
    On = 2,

    /// <summary>The server does not take it: see the code.</summary>
    Refused = 3,

    /// <summary>The server has it no more, because the push service says that it is dead: get a new address or token.</summary>
    Ended = 4,
}
