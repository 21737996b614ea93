namespace FastChat.Storage.Accounts;

/// <summary>A reservation that is never confirmed expires.</summary>
public enum HandleState
{
    None = 0,
    Reserved = 1,
    Confirmed = 2,

    /// <summary>Of a channel, if its conversation says so too.</summary>
    Channel = 3,

    /// <summary>Its account was deleted: nobody gets it before the time in the row.</summary>
    Retired = 4,
}
