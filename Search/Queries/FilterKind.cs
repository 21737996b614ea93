namespace FastChat.Search.Queries;

/// <summary>The filters of a query.</summary>
public enum FilterKind
{
    /// <summary>`from:`: an account that sent it.</summary>
    From,

    /// <summary>`in:`: a conversation.</summary>
    In,

    /// <summary>`has:`: a trait.</summary>
    Has,

    /// <summary>`before:`: sent earlier than a date's start or a moment.</summary>
    Before,

    /// <summary>`after:`: sent at or after a date's start or a moment.</summary>
    After,

    /// <summary>`mentions:`: an account, or `everyone`.</summary>
    Mentions,
}
