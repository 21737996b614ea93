namespace FastChat.Storage.Accounts;

/// <summary>A reservation that is never confirmed expires.</summary>
public enum HandleState
{
    None = 0,
    Reserved = 1,
    Confirmed = 2,

    /// <summary>Of a channel, if its conversation says so too.</summary>
    Channel = 3,
}
