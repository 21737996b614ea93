namespace FastChat.Samples.Terminal.Display;

/// <summary>A piece of one line in one style. The text is printable: no control characters.</summary>
internal readonly record struct Span(string Text, Style Style)
{
    public static implicit operator Span(string text) => new(text, Style.Plain);
}
