using System.Globalization;
using System.Text;

namespace FastChat.Samples.Terminal.Display;

/// <summary>Text measured in terminal columns: combining marks take none, East Asian wide characters and emoji take two.</summary>
internal static class Columns
{
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x231A, 0x231B), (0x2329, 0x232A), (0x23E9, 0x23EC), (0x2614, 0x2615), (0x26A1, 0x26A1),
        (0x2705, 0x2705), (0x2728, 0x2728), (0x274C, 0x274C), (0x2753, 0x2757), (0x2E80, 0x303E), (0x3041, 0xA4CF),
        (0xA960, 0xA97C), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6),
        (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x1FA70, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    public static int Of(string text) => Elements(text).Sum(OfElement);

    /// <summary>The longest beginning that fits, with an ellipsis where something is left out.</summary>
    public static string Cut(string text, int columns)
    {
        if (Of(text) <= columns)
        {
            return text;
        }

        var cut = new StringBuilder();
        var used = 0;
        foreach (var element in Elements(text).TakeWhile(e => (used += OfElement(e)) <= columns - 1))
        {
            cut.Append(element);
        }

        return columns > 0 ? cut.Append('…').ToString() : "";
    }

    /// <summary>Words wrapped to lines of at most so many columns. What others wrote cannot steer the terminal: see <see cref="Printable"/>.</summary>
    public static IReadOnlyList<string> Wrap(string text, int columns)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = new StringBuilder();
            var used = 0;
            foreach (var word in Words(Printable(paragraph)))
            {
                if (used > 0 && used + Of(word.TrimEnd(' ')) > columns)
                {
                    lines.Add(line.ToString().TrimEnd(' '));
                    line.Clear();
                    used = 0;
                }

                foreach (var element in Elements(word))
                {
                    var width = OfElement(element);
                    if (used + width > columns && element != " ")
                    {
                        lines.Add(line.ToString());
                        line.Clear();
                        used = 0;
                    }

                    line.Append(element);
                    used += width;
                }
            }

            lines.Add(line.ToString().TrimEnd(' '));
        }

        return lines;
    }

    /// <summary>Control characters, escapes and direction overrides become a middle dot; tabs become spaces.</summary>
    public static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var safe = rune.Value switch
            {
                '\t' or '\n' or '\r' => new Rune(' '),
                0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => new Rune('·'),
                _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator => new Rune('·'),
                _ => rune,
            };
            printable.Append(safe.ToString());
        }

        return printable.ToString();
    }

    /// <summary>What a reader sees as one character each.</summary>
    public static IEnumerable<string> Elements(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, start);
            yield return text.Substring(start, length);
            start += length;
        }
    }

    private static int OfElement(string element)
    {
        if (element.Contains('\uFE0F'))
        {
            return 2;
        }

        Rune.DecodeFromUtf16(element, out var rune, out _);
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
            _ => Wide.Any(range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1,
        };
    }

    /// <summary>Words with the spaces that follow them.</summary>
    private static IEnumerable<string> Words(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf(' ', start);
            end = end < 0 ? text.Length : end;
            while (end < text.Length && text[end] == ' ')
            {
                end++;
            }

            yield return text[start..end];
            start = end;
        }
    }
}
