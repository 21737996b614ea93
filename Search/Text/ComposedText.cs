using System.Buffers;
using System.Text;

namespace FastChat.Search.Text;

/// <summary>
/// Text whose Korean letters and Japanese voiced marks were written apart (as some systems name files), put together, with the
/// way back to the places in the original. Most text needs nothing of it.
/// </summary>
internal sealed class ComposedText
{
    /// <summary>What joins the character before it.</summary>
    private static readonly SearchValues<char> Joining = SearchValues.Create(
        [.. Enumerable.Range(0x1160, 0xA0).Select(c => (char)c), '\u3099', '\u309A', '\uFF9E', '\uFF9F']);

    /// <summary>By character: the part of the original that it comes from.</summary>
    private readonly List<(int Start, int End)> _sources;

    private ComposedText(string text, List<(int, int)> sources) => (Text, _sources) = (text, sources);

    public string Text { get; }

    public static bool IsNeeded(ReadOnlySpan<char> text) => text.ContainsAny(Joining);

    public static ComposedText Create(ReadOnlySpan<char> text)
    {
        var composed = new StringBuilder(text.Length);
        var sources = new List<(int, int)>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var end = i + 1;
            while (end < text.Length && Joining.Contains(text[end])) end++;
            var part = end == i + 1 || char.IsSurrogate(text[i]) ? text[i..end].ToString() : Compose(text[i..end].ToString());
            composed.Append(part);
            for (var k = 0; k < part.Length; k++) sources.Add((i, end));
            i = end;
        }

        return new ComposedText(composed.ToString(), sources);
    }

    /// <summary>Where a range of the composed text stands in the original.</summary>
    public (int Start, int Length) Source(int start, int length) =>
        (_sources[start].Start, _sources[start + length - 1].End - _sources[start].Start);

    private static string Compose(string part)
    {
        try
        {
            return part.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return part; // Not valid Unicode.
        }
    }
}
