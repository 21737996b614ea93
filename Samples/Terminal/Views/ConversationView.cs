using FastChat.Client;
using FastChat.Samples.Terminal.Chat;
using FastChat.Samples.Terminal.Display;

namespace FastChat.Samples.Terminal.Views;

/// <summary>The part of a timeline that fits, and scrolling in it. Wants older or newer messages when it comes near an end.</summary>
internal sealed class ConversationView(ChatState state, TimeZoneInfo zone)
{
    private int _height;
    private IReadOnlyList<(MessageId Key, int Row, ScreenLine Line)> _rows = [];

    /// <summary>The first row shown, as an index into all rows.</summary>
    private int _top;

    public bool AtTop => _top == 0;

    public bool AtBottom => _top + _height >= _rows.Count;

    public IReadOnlyList<ScreenLine> Render(OpenConversation open, int columns, int height)
    {
        _rows = new TimelineRows(state, open, zone).Build(columns);
        _height = height;
        var bottom = BottomRow(open);
        if (open.Selected is { } key)
        {
            bottom = KeepVisible(key, bottom);
        }

        _top = Math.Max(0, bottom - height + 1);
        var shown = _rows.Skip(_top).Take(height).Select(row => row.Line).ToList();
        var missing = height - shown.Count;
        return open.Timeline.AtStart && _top == 0 ? [.. shown, .. Enumerable.Repeat(ScreenLine.Empty, missing)]
            : [.. Enumerable.Repeat(ScreenLine.Empty, missing), .. shown];
    }

    /// <summary>Scrolls by rows: negative is towards the past.</summary>
    public void Scroll(OpenConversation open, int rows)
    {
        if (_rows.Count > 0)
        {
            var bottom = Math.Clamp(BottomRow(open) + rows, Math.Min(_height, _rows.Count) - 1, _rows.Count - 1);
            open.Bottom = bottom == _rows.Count - 1 && open.Timeline.AtEnd ? null : (_rows[bottom].Key, _rows[bottom].Row);
        }
    }

    public int PageRows => Math.Max(1, _height - 2);

    private int BottomRow(OpenConversation open)
    {
        if (open.Bottom is { } bottom)
        {
            for (var i = _rows.Count - 1; i >= 0; i--)
            {
                if (_rows[i].Key == bottom.Key && _rows[i].Row <= bottom.Row)
                {
                    return i;
                }
            }
        }

        return _rows.Count - 1;
    }

    private int KeepVisible(MessageId key, int bottom)
    {
        var (first, last) = (-1, -1);
        for (var i = 0; i < _rows.Count; i++)
        {
            if (_rows[i].Key == key)
            {
                (first, last) = (first < 0 ? i : first, i);
            }
        }

        return first < 0 ? bottom : last > bottom ? last : Math.Min(bottom, first + _height - 1);
    }
}
