namespace FastChat.Client;

/// <summary>How this account stands to a conversation that it may join.</summary>
public enum JoinState
{
    /// <summary>Neither in it nor asking.</summary>
    None = 0,

    /// <summary>In it.</summary>
    Member = 1,

    /// <summary>Asking to join.</summary>
    Requested = 2,

    /// <summary>Banned.</summary>
    Banned = 3,
}
