namespace FastChat.Client;

/// <summary>Whether a quoted message can be shown.</summary>
public enum QuoteState
{
    /// <summary>It is here.</summary>
    Here = 0,

    /// <summary>It is not on this device yet; an open timeline fetches it.</summary>
    Missing = 1,

    /// <summary>It was deleted, has expired, or was deleted for this account.</summary>
    Deleted = 2,
}
