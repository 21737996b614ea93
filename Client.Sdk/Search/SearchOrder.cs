namespace FastChat.Client;

/// <summary>What comes first among the messages that a search finds.</summary>
public enum SearchOrder
{
    /// <summary>The newest.</summary>
    Time = 0,

    /// <summary>What fits best; among equals the newest.</summary>
    Relevance = 1,
}
