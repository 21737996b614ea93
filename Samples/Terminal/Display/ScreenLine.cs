using System.Text;

namespace FastChat.Samples.Terminal.Display;

/// <summary>One row of the screen: spans from the left, and some that stick to the right edge.</summary>
internal sealed class ScreenLine(params Span[] left)
{
    public static ScreenLine Empty { get; } = new();

    public Span[] Right { get; init; } = [];

    /// <summary>Filled to the right edge in this style, and everything on it drawn in it.</summary>
    public Style? Fill { get; init; }

    /// <summary>The row as it goes to the terminal, cut to a width in columns.</summary>
    public string Render(int columns)
    {
        var text = new StringBuilder();
        var rightColumns = Right.Sum(span => Columns.Of(span.Text));
        var room = Math.Max(0, columns - rightColumns - (rightColumns > 0 ? 1 : 0));
        var used = 0;
        foreach (var span in left)
        {
            used += Append(text, span, room - used);
        }

        if (rightColumns > 0 && rightColumns <= columns)
        {
            Append(text, new Span(new string(' ', columns - rightColumns - used), Style.Plain), columns);
            Array.ForEach(Right, span => Append(text, span, columns));
        }
        else if (Fill is not null)
        {
            Append(text, new Span(new string(' ', columns - used), Style.Plain), columns);
        }

        return text.Append("\e[0m").ToString();
    }

    private int Append(StringBuilder text, Span span, int room)
    {
        var cut = Columns.Cut(span.Text, Math.Max(0, room));
        var parameters = string.Join(';', new[] { "0", Fill?.Parameters, span.Style.Parameters }.Where(p => p is { Length: > 0 }));
        text.Append("\e[").Append(parameters).Append('m').Append(cut);
        return Columns.Of(cut);
    }
}
