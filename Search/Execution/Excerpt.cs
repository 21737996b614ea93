namespace FastChat.Search.Execution;

/// <summary>The part of a message's text around what was found.</summary>
/// <param name="Text">At most <see cref="SearchLimits.ExcerptChars"/>.</param>
/// <param name="Highlights">What was found, within the excerpt; ascending, not overlapping.</param>
/// <param name="IsCutAtStart">Text was left out before it.</param>
/// <param name="IsCutAtEnd">Text was left out after it.</param>
public sealed record Excerpt(string Text, IReadOnlyList<TextRange> Highlights, bool IsCutAtStart, bool IsCutAtEnd)
{
    /// <summary>Cuts a text around its first highlight.</summary>
    public static Excerpt Cut(string text, IReadOnlyList<TextRange> highlights)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(highlights);
        if (text.Length <= SearchLimits.ExcerptChars) return new Excerpt(text, highlights, false, false);
        const int Before = SearchLimits.ExcerptChars / 4;
        var start = highlights.Count == 0 ? 0 : Math.Clamp(highlights[0].Start - Before, 0, text.Length - SearchLimits.ExcerptChars);
        start = WordStart(text, start, highlights.Count == 0 ? 0 : highlights[0].Start);
        var end = Math.Min(text.Length, start + SearchLimits.ExcerptChars);
        if (end < text.Length && char.IsLowSurrogate(text[end])) end--;
        var inside = highlights
            .Where(range => range.Start >= start && range.Start < end)
            .Select(range => new TextRange(range.Start - start, Math.Min(range.End, end) - range.Start));
        return new Excerpt(text[start..end], [.. inside], start > 0, end < text.Length);
    }

    /// <summary>Moves on to the start of a word, but not past a highlight, and never into the middle of a character.</summary>
    private static int WordStart(string text, int start, int limit)
    {
        if (start == 0) return 0;
        var space = text.IndexOf(' ', start, Math.Max(0, limit - start));
        if (space >= 0) return space + 1;
        return char.IsLowSurrogate(text[start]) ? start + 1 : start;
    }
}
