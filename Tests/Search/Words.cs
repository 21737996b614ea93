using System.Text;
using FastChat.Search.Text;

namespace FastChat.Tests.Search;

/// <summary>The words of a text, with their places in it.</summary>
internal sealed class Words
{
    private readonly List<(string Term, int Position, int Start, int Length)> _all = [];

    public IReadOnlyList<(string Term, int Position, int Start, int Length)> All => _all;

    public string Terms => string.Join(' ', _all.Select(word => word.Term));

    public static Words Of(string text)
    {
        var words = new Words();
        var sink = new Sink(words._all);
        new Tokenizer().Run(text, ref sink);
        return words;
    }

    private readonly struct Sink(List<(string, int, int, int)> all) : ITokenSink
    {
        public void Add(scoped ReadOnlySpan<byte> term, int position, int start, int length) =>
            all.Add((Encoding.UTF8.GetString(term), position, start, length));
    }
}
