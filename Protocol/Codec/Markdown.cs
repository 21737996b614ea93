using System.Text;
using Style = FastChat.Protocol.TextEntity.Types.Style;

namespace FastChat.Protocol.Codec;

/// <summary>
/// Reads a small Markdown (bold, italic, strikethrough, code, links, lists, quotations) in one pass over its lines. What is unsafe or is none
/// stays text. One for both sides: what people type in a client, and what comes in through a webhook.
/// </summary>
public sealed class Markdown
{
    /// <summary>Formatted parts of a text; those beyond are left out.</summary>
    public const int EntitiesMax = 256;

    private const int LinkCharactersMax = 2_048;

    private static readonly (string Mark, Style Style)[] Marks =
    [
        ("**", Style.Bold), ("__", Style.Bold), ("~~", Style.Strikethrough), ("*", Style.Italic), ("_", Style.Italic),
    ];

    private readonly StringBuilder _text = new();
    private readonly List<TextEntity> _entities = [];

    private Markdown()
    {
    }

    /// <summary>The text without its marks, and what they mean, in order of their starts.</summary>
    public static MessageContent Read(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        var reader = new Markdown();
        reader.ReadLines(markdown.Split('\n'));
        var inOrder = reader._entities.OrderBy(entity => entity.Start).ThenByDescending(entity => entity.Length).ThenByDescending(entity => entity.Style);
        return new MessageContent { Text = reader._text.ToString(), Entities = { inOrder.Take(EntitiesMax) } };
    }

    /// <summary>Whether an address may become a link: http, https, mailto or tel, and not endless.</summary>
    public static bool IsSafeLink(string address) => (address?.Length ?? int.MaxValue) <= LinkCharactersMax
        && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto" or "tel";

    private void ReadLines(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0)
                _text.Append('\n');
            if (lines[i].StartsWith("```", StringComparison.Ordinal)
                && Array.FindIndex(lines, i + 1, line => line.TrimEnd() == "```") is var end and > 0)
            {
                Plain(string.Join('\n', lines[(i + 1)..end]), Style.CodeBlock, lines[i][3..].Trim());
                i = end;
            }
            else
            {
                ReadLine(lines[i].AsSpan());
            }
        }
    }

    private void ReadLine(ReadOnlySpan<char> line)
    {
        var start = _text.Length;
        if (line.StartsWith("> "))
        {
            Spans(line[2..]);
            Add(start, Style.Quote);
        }
        else if (line.StartsWith("- "))
        {
            Spans(line[2..]);
            Add(start, Style.ListItem);
        }
        else if (NumberOf(line) is var digits and > 0)
        {
            Spans(line[(digits + 2)..]);
            Add(start, Style.ListItem, line[..digits].ToString());
        }
        else
        {
            Spans(line);
        }
    }

    private void Spans(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var taken = Code(text) is var code and > 0 ? code : Link(text) is var link and > 0 ? link : Marked(text);
            if (taken == 0)
            {
                _text.Append(text[0]);
                taken = 1;
            }

            text = text[taken..];
        }
    }

    private int Code(ReadOnlySpan<char> text)
    {
        var end = text[0] == '`' ? text[1..].IndexOf('`') : -1;
        if (end <= 0)
            return 0;
        Plain(text.Slice(1, end).ToString(), Style.Code, "");
        return end + 2;
    }

    private int Link(ReadOnlySpan<char> text)
    {
        var middle = text[0] == '[' ? text.IndexOf("](") : -1;
        var end = middle > 1 ? text[middle..].IndexOf(')') : -1;
        if (end < 0 || !IsSafeLink(text[(middle + 2)..(middle + end)].ToString()))
            return 0;
        var start = _text.Length;
        Spans(text[1..middle]);
        Add(start, Style.Link, text[(middle + 2)..(middle + end)].ToString());
        return middle + end + 1;
    }

    private int Marked(ReadOnlySpan<char> text)
    {
        foreach (var (mark, style) in Marks)
        {
            if (!text.StartsWith(mark))
                continue;
            var inner = text[mark.Length..];
            var end = inner.IndexOf(mark);
            if (end <= 0 || char.IsWhiteSpace(inner[0]) || char.IsWhiteSpace(inner[end - 1]) || (mark[0] == '_' && InWord(inner[(end + mark.Length)..])))
                continue;
            var start = _text.Length;
            Spans(inner[..end]);
            Add(start, style);
            return end + (2 * mark.Length);
        }

        return 0;
    }

    // snake_case_names are no italics.
    private bool InWord(ReadOnlySpan<char> after) =>
        (_text.Length > 0 && char.IsLetterOrDigit(_text[^1])) || (!after.IsEmpty && char.IsLetterOrDigit(after[0]));

    private static int NumberOf(ReadOnlySpan<char> line)
    {
        var digits = 0;
        while (digits < line.Length && digits < 9 && char.IsAsciiDigit(line[digits]))
            digits++;
        return digits > 0 && line[digits..].StartsWith(". ") ? digits : 0;
    }

    private void Plain(string text, Style style, string argument)
    {
        var start = _text.Length;
        _text.Append(text);
        Add(start, style, argument);
    }

    private void Add(int start, Style style, string argument = "") =>
        _entities.Add(new TextEntity { Start = (uint)start, Length = (uint)(_text.Length - start), Style = style, Argument = argument });
}
