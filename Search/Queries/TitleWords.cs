using System.Text;
using FastChat.Search.Text;

namespace FastChat.Search.Queries;

/// <summary>Words to look for in a title.</summary>
public sealed class TitleWords
{
    private readonly HashSet<string> _words;

    private TitleWords(HashSet<string> words) => _words = words;

    public static TitleWords Of(string text) => new(Words(text));

    /// <summary>Whether a title has all of them; of no words no title.</summary>
    public bool AreIn(string title) => _words.Count > 0 && _words.IsSubsetOf(Words(title));

    private static HashSet<string> Words(string text)
    {
        var sink = new Sink([]);
        new Tokenizer().Run(text, ref sink);
        return sink.Words;
    }

    private readonly record struct Sink(HashSet<string> Words) : ITokenSink
    {
        public void Add(scoped ReadOnlySpan<byte> term, int position, int start, int length) => Words.Add(Encoding.UTF8.GetString(term));
    }
}
