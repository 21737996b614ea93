using FastChat.Search.Text;

namespace FastChat.Search.Index;

/// <summary>
/// Makes a segment of messages. They are added in the order of their sequences, then <see cref="Build"/> gives out the
/// pieces. Reusable; one thread at a time. Memory: about three times the text.
/// </summary>
public sealed class SegmentBuilder
{
    private readonly Tokenizer _tokenizer = new();
    private readonly TermTable _terms = new();
    private readonly List<DocumentEntry> _documents = [];
    private readonly SortedSet<long> _masks = [];
    private int _words;

    public int Documents => _documents.Count;

    /// <summary>Whether there is anything to write.</summary>
    public bool IsEmpty => _documents.Count == 0 && _masks.Count == 0;

    /// <summary>Whether a segment should not become larger.</summary>
    public bool IsFull =>
        _documents.Count >= SearchLimits.SegmentDocumentsMax || _words >= SearchLimits.SegmentWordsMax - SearchLimits.TextWordsMax - 1;

    public void Add(SearchDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Sequence <= 0 || (_documents.Count > 0 && document.Sequence <= _documents[^1].Sequence))
        {
            throw new ArgumentException("Messages are added in the order of their sequences.", nameof(document));
        }

        var sink = new Sink(_terms, _words);
        Marks.Visit(document, ref sink);
        var count = _tokenizer.Run(document.Text, ref sink);
        _documents.Add(new DocumentEntry(document.Sequence, document.Seconds, count + 1));
        _words += count + 1;
    }

    /// <summary>Says that what older segments hold of a message is no longer true: it was edited, or is gone.</summary>
    public void Mask(long sequence) => _masks.Add(sequence);

    /// <summary>Gives out the pieces; empty again afterwards.</summary>
    public SegmentInfo Build(IPieceSink sink)
    {
        var writer = new SegmentWriter(sink);
        writer.AddDocuments(_documents);
        _terms.WriteTo(writer);
        var info = writer.Finish([.. _masks]);
        Clear();
        return info;
    }

    public void Clear()
    {
        _terms.Clear();
        _documents.Clear();
        _masks.Clear();
        _words = 0;
    }

    private readonly ref struct Sink(TermTable terms, int first) : ITokenSink, IMarkVisitor
    {
        public void Visit(scoped ReadOnlySpan<byte> mark) => terms.Add(mark, first);

        public void Add(scoped ReadOnlySpan<byte> term, int position, int start, int length) => terms.Add(term, first + 1 + position);
    }
}
