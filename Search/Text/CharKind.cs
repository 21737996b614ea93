namespace FastChat.Search.Text;

/// <summary>What a character does to words.</summary>
internal enum CharKind : byte
{
    /// <summary>Stands between words.</summary>
    Separator,

    /// <summary>Part of a word.</summary>
    Word,

    /// <summary>Of a writing without spaces between words: indexed in pairs.</summary>
    Ideograph,

    /// <summary>A word of its own: emoji and the like.</summary>
    Symbol,

    /// <summary>Neither part of a word nor its end: accents, joiners, soft hyphens.</summary>
    Ignored,

    /// <summary>One half of a character beyond the basic plane.</summary>
    Surrogate,
}
