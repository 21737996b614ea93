using System.Text;
using FastChat.Search.Text;

namespace FastChat.Search.Queries;

/// <summary>Keeps the words of a part of a query.</summary>
internal struct TermSink() : ITokenSink
{
    private int _lastEnd;

    public List<byte[]> Terms { get; } = [];

    public int LastLetters { get; private set; }

    /// <summary>The last word is one ideograph, at the end of a run of them.</summary>
    public bool LastIsIdeograph { get; private set; }

    /// <summary>It is the second half of the pair before it.</summary>
    public bool LastIsPaired { get; private set; }

    public void Add(scoped ReadOnlySpan<byte> term, int position, int start, int length)
    {
        var text = Encoding.UTF8.GetString(term);
        var first = text.EnumerateRunes().First();
        LastLetters = text.EnumerateRunes().Count();
        LastIsIdeograph = LastLetters == 1 && IsIdeograph(first);
        LastIsPaired = LastIsIdeograph && Terms.Count > 0 && start < _lastEnd;
        _lastEnd = start + length;
        Terms.Add(term.ToArray());
    }

    private static bool IsIdeograph(Rune rune) =>
        (rune.IsBmp ? CharTable.Kind((char)rune.Value) : CharTable.Kind(rune)) == CharKind.Ideograph;
}
