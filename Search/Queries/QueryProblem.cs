namespace FastChat.Search.Queries;

/// <summary>What is wrong with a query.</summary>
public enum QueryProblem
{
    None = 0,

    /// <summary>Nothing in it can be looked for.</summary>
    Empty = 1,
    TooLong = 2,
    TooManyClauses = 3,

    /// <summary>A phrase has no closing quotation mark.</summary>
    OpenPhrase = 4,

    /// <summary>A prefix has too few letters.</summary>
    ShortPrefix = 5,

    /// <summary>A filter has no value.</summary>
    EmptyFilter = 6,

    /// <summary>`before:` or `after:` with something that is no date.</summary>
    BadDate = 7,

    /// <summary>`has:` with something that is not known.</summary>
    BadTrait = 8,

    /// <summary>Everything is excluded: there must be something to find.</summary>
    OnlyExclusions = 9,

    /// <summary>This filter cannot be excluded.</summary>
    BadExclusion = 10,
}
