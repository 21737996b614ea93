namespace FastChat.Search.Execution;

/// <summary>What comes first.</summary>
public enum HitOrder
{
    /// <summary>The newest.</summary>
    Time,

    /// <summary>What fits best; among equals the newest.</summary>
    Relevance,
}
