using System.Text;

namespace FastChat.Samples.Terminal.Display;

/// <summary>
/// The terminal's alternate screen. Remembers what every row shows, writes only the rows that changed, and each frame in
/// one piece, so that nothing flickers. Used by one thread.
/// </summary>
internal sealed class Screen : IDisposable
{
    private readonly Stream _output = Console.OpenStandardOutput();
    private string[] _shown = [];
    private int _columnsShown;

    public Screen() => Write("\e[?1049h\e[?25l\e[2J");

    public static int Rows => Math.Max(6, Console.WindowHeight);

    public static int ColumnCount => Math.Max(20, Console.WindowWidth);

    /// <summary>Shows these rows from the top, and the cursor at a place (both from 0).</summary>
    public void Present(IReadOnlyList<ScreenLine> lines, int cursorRow, int cursorColumn)
    {
        var (rows, columns) = (Rows, ColumnCount);
        var frame = new StringBuilder("\e[?2026h\e[?25l");
        if (_shown.Length != rows || _columnsShown != columns)
        {
            frame.Append("\e[0m\e[2J");
            _shown = new string[rows];
            _columnsShown = columns;
        }

        for (var row = 0; row < rows; row++)
        {
            var rendered = (row < lines.Count ? lines[row] : ScreenLine.Empty).Render(columns);
            if (_shown[row] != rendered)
            {
                frame.Append("\e[").Append(row + 1).Append(";1H").Append(rendered).Append("\e[K");
                _shown[row] = rendered;
            }
        }

        frame.Append("\e[").Append(cursorRow + 1).Append(';').Append(Math.Min(columns, cursorColumn + 1)).Append("H\e[?25h\e[?2026l");
        Write(frame.ToString());
    }

    /// <summary>A short sound or flash, as the terminal prefers.</summary>
    public void Ring() => Write("\a");

    public void Dispose()
    {
        Write("\e[0m\e[?25h\e[?1049l");
        _output.Dispose();
    }

    private void Write(string text)
    {
        _output.Write(Encoding.UTF8.GetBytes(text));
        _output.Flush();
    }
}
