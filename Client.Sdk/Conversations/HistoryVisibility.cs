namespace FastChat.Client;

/// <summary>What of the log those see who join from now on. It is fixed when they join.</summary>
public enum HistoryVisibility
{
    /// <summary>Nothing from before they joined.</summary>
    FromJoin = 0,

    /// <summary>The last entries from before they joined.</summary>
    Last = 1,

    /// <summary>Everything.</summary>
    All = 2,
}
