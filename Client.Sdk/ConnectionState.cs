namespace FastChat.Client;

/// <summary>What the connection is doing. Only <see cref="Live"/> is live; sending and reading work in every state but the first.</summary>
public enum ConnectionState
{
    /// <summary>No account is signed in.</summary>
    SignedOut,

    /// <summary><see cref="ChatClient.Paused"/> is set.</summary>
    Paused,

    /// <summary>Waiting before the next attempt; <see cref="ConnectionStatus.RetryAt"/> tells until when.</summary>
    Waiting,

    /// <summary>Opening a connection.</summary>
    Connecting,

    /// <summary>Connected, and reading what was missed.</summary>
    CatchingUp,

    /// <summary>Connected, and up to date.</summary>
    Live,

    /// <summary>The server refuses this device for good; <see cref="ConnectionStatus.Code"/> says why. Nothing is tried until something changes.</summary>
    Refused,
}
