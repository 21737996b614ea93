using System.Text;

namespace FastChat.Search.Text;

/// <summary>
/// Splits text of any language into folded words with their places. Words are runs of letters, digits and their marks; each
/// ideograph makes a word with the one after it (a bigram), the last of a run one alone; each symbol is a word. Reusable; one
/// thread at a time.
/// </summary>
public sealed class Tokenizer
{
    // A word is cut at the term's limit; one more character fits behind it.
    private readonly byte[] _term = new byte[SearchLimits.TermBytesMax + 32];
    private ComposedText? _composed;
    private int _termBytes;
    private int _position;

    /// <summary>Tells the words in order, at most <see cref="SearchLimits.TextWordsMax"/>; returns how many there are.</summary>
    public int Run<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : ITokenSink, allows ref struct
    {
        _composed = !Ascii.IsValid(text) && ComposedText.IsNeeded(text) ? ComposedText.Create(text) : null;
        return Split(_composed is null ? text : _composed.Text, ref sink);
    }

    private int Split<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : ITokenSink, allows ref struct
    {
        _position = 0;
        for (var i = 0; i < text.Length && _position < SearchLimits.TextWordsMax;)
        {
            i = KindAt(text, i, out var length) switch
            {
                CharKind.Word => Word(text, i, ref sink),
                CharKind.Ideograph => Ideographs(text, i, ref sink),
                CharKind.Symbol => Symbol(text, i, length, ref sink),
                _ => i + length,
            };
        }

        return _position;
    }

    private int Word<TSink>(ReadOnlySpan<char> text, int start, ref TSink sink)
        where TSink : ITokenSink, allows ref struct
    {
        _termBytes = 0;
        var end = start;
        for (var i = start; i < text.Length;)
        {
            var c = text[i];
            if (char.IsAsciiLetterOrDigit(c))
            {
                if (_termBytes < SearchLimits.TermBytesMax) _term[_termBytes++] = (byte)(c is >= 'A' and <= 'Z' ? c | 0x20 : c);
                end = ++i;
                continue;
            }

            var kind = KindAt(text, i, out var length);
            if (kind is not (CharKind.Word or CharKind.Ignored)) break;
            if (kind == CharKind.Word)
            {
                Append(text.Slice(i, length));
                end = i + length;
            }

            i += length;
        }

        Emit(start, end - start, ref sink);
        return end;
    }

    private int Ideographs<TSink>(ReadOnlySpan<char> text, int start, ref TSink sink)
        where TSink : ITokenSink, allows ref struct
    {
        KindAt(text, start, out var length);
        while (_position < SearchLimits.TextWordsMax)
        {
            var next = start + length;
            var nextLength = 0;
            while (next < text.Length && KindAt(text, next, out nextLength) == CharKind.Ignored) next += nextLength;
            var pairs = next < text.Length && KindAt(text, next, out nextLength) == CharKind.Ideograph;
            _termBytes = 0;
            Append(text.Slice(start, length));
            if (pairs) Append(text.Slice(next, nextLength));
            Emit(start, pairs ? next + nextLength - start : length, ref sink);
            if (!pairs) return start + length;
            (start, length) = (next, nextLength);
        }

        return text.Length;
    }

    private int Symbol<TSink>(ReadOnlySpan<char> text, int start, int length, ref TSink sink)
        where TSink : ITokenSink, allows ref struct
    {
        _termBytes = 0;
        Append(text.Slice(start, length));
        Emit(start, length, ref sink);
        return start + length;
    }

    private void Emit<TSink>(int start, int length, ref TSink sink)
        where TSink : ITokenSink, allows ref struct
    {
        if (_termBytes == 0) return;
        if (_composed is not null) (start, length) = _composed.Source(start, length);
        sink.Add(_term.AsSpan(0, _termBytes), _position++, start, length);
    }

    /// <summary>Adds a character, folded, while there is room for all of it.</summary>
    private void Append(ReadOnlySpan<char> character)
    {
        if (_termBytes >= SearchLimits.TermBytesMax) return;
        var folded = character.Length == 1 ? CharTable.Fold(character[0]).AsSpan() : default;
        if (folded.IsEmpty) folded = character;
        if (Encoding.UTF8.TryGetBytes(folded, _term.AsSpan(_termBytes, SearchLimits.TermBytesMax - _termBytes), out var written))
        {
            _termBytes += written;
        }
        else
        {
            // Full: nothing smaller may follow in its place.
            while (_termBytes < SearchLimits.TermBytesMax) _term[_termBytes++] = (byte)'_';
        }
    }

    private static CharKind KindAt(ReadOnlySpan<char> text, int at, out int length)
    {
        length = 1;
        var kind = CharTable.Kind(text[at]);
        if (kind != CharKind.Surrogate) return kind;
        if (Rune.DecodeFromUtf16(text[at..], out var rune, out length) == System.Buffers.OperationStatus.Done) return CharTable.Kind(rune);
        length = 1;
        return CharKind.Separator;
    }
}
