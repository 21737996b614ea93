namespace FastChat.Samples.Terminal.Display;

/// <summary>The line being typed, edited by the usual keys. Whole visible characters are the unit.</summary>
internal sealed class InputLine
{
    private readonly List<string> _elements = [];
    private int _cursor;

    public string Text => string.Concat(_elements);

    public bool IsEmpty => _elements.Count == 0;

    public void Set(string text)
    {
        _elements.Clear();
        _elements.AddRange(Columns.Elements(text));
        _cursor = _elements.Count;
    }

    /// <summary>Takes the text and leaves the line empty.</summary>
    public string Take()
    {
        var text = Text;
        Set("");
        return text;
    }

    /// <summary>Applies one key; false when the key is none of the line's business.</summary>
    public bool Apply(ConsoleKeyInfo key)
    {
        var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        switch (key.Key)
        {
            case ConsoleKey.Backspace when _cursor > 0:
                _elements.RemoveAt(--_cursor);
                return true;
            case ConsoleKey.Delete when _cursor < _elements.Count:
                _elements.RemoveAt(_cursor);
                return true;
            case ConsoleKey.LeftArrow:
                _cursor = Math.Max(0, _cursor - 1);
                return true;
            case ConsoleKey.RightArrow:
                _cursor = Math.Min(_elements.Count, _cursor + 1);
                return true;
            case ConsoleKey.Home:
            case ConsoleKey.A when control:
                _cursor = 0;
                return true;
            case ConsoleKey.E when control:
                _cursor = _elements.Count;
                return true;
            case ConsoleKey.U when control:
                _elements.RemoveRange(0, _cursor);
                _cursor = 0;
                return true;
            case ConsoleKey.W when control:
                EraseWord();
                return true;
        }

        return !control && !char.IsControl(key.KeyChar) && Insert(key.KeyChar);
    }

    /// <summary>What is visible of the line in so many columns, and the column of the cursor in it.</summary>
    public (string Text, int CursorColumn) View(int columns)
    {
        var first = 0;
        while (Columns.Of(string.Concat(_elements[first.._cursor])) >= columns && first < _cursor)
        {
            first++;
        }

        return (string.Concat(_elements[first..]), Columns.Of(string.Concat(_elements[first.._cursor])));
    }

    /// <summary>A key brings one UTF-16 unit; halves and joined characters grow together here.</summary>
    private bool Insert(char unit)
    {
        var before = string.Concat(_elements[.._cursor]) + unit;
        var after = _elements[_cursor..];
        _elements.Clear();
        _elements.AddRange(Columns.Elements(before));
        _cursor = _elements.Count;
        _elements.AddRange(after);
        return true;
    }

    private void EraseWord()
    {
        while (_cursor > 0 && _elements[_cursor - 1] == " ")
        {
            _elements.RemoveAt(--_cursor);
        }

        while (_cursor > 0 && _elements[_cursor - 1] != " ")
        {
            _elements.RemoveAt(--_cursor);
        }
    }
}
