namespace FastChat.Client;

/// <summary>How a part of a text is shown. Later versions may add values: show unknown ones as plain text.</summary>
public enum TextStyle
{
    /// <summary>Plain.</summary>
    Plain = 0,

    /// <summary>Bold.</summary>
    Bold = 1,

    /// <summary>Italic.</summary>
    Italic = 2,

    /// <summary>Struck through.</summary>
    Strikethrough = 3,

    /// <summary>Code within a line.</summary>
    Code = 4,

    /// <summary>Code of its own lines; <see cref="TextEntity.Argument"/> may name its language.</summary>
    CodeBlock = 5,

    /// <summary>A link to <see cref="TextEntity.Argument"/>: http, https, mailto or tel, nothing else.</summary>
    Link = 6,

    /// <summary>An item of a list, a whole line; <see cref="TextEntity.Argument"/> is its number, or empty: it has a dot.</summary>
    ListItem = 7,

    /// <summary>A quotation.</summary>
    Quote = 8,
}
