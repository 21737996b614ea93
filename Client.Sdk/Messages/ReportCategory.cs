namespace FastChat.Client;

/// <summary>What is wrong with a message that is reported.</summary>
public enum ReportCategory
{
    /// <summary>Advertising, or the same thing over and over.</summary>
    Spam = 1,

    /// <summary>Harassment or hate.</summary>
    Harassment = 2,

    /// <summary>Violence, or a threat of it.</summary>
    Violence = 3,

    /// <summary>Sexual content.</summary>
    Sexual = 4,

    /// <summary>Something illegal.</summary>
    Illegal = 5,

    /// <summary>Somebody pretends to be somebody else.</summary>
    Impersonation = 6,

    /// <summary>Anything else; say what in the note.</summary>
    Other = 7,
}
