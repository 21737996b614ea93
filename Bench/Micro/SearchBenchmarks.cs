using BenchmarkDotNet.Attributes;
using FastChat.Bench.Load.Searches;
using FastChat.Search.Execution;
using FastChat.Search.Index;
using FastChat.Search.Queries;
using FastChat.Search.Text;

namespace FastChat.Bench.Micro;

/// <summary>The parts of search, by message and by query.</summary>
[MemoryDiagnoser]
public class SearchBenchmarks
{
    private const int Messages = 4_096;
    private const int LargeMessages = 1 << 18;

    private readonly SegmentBuilder _builder = new();
    private readonly Tokenizer _tokenizer = new();
    private SearchDocument[] _documents = [];
    private MemoryPieces[] _parts = [];
    private MemoryPieces _large = new();

    /// <summary>Makes the messages and a segment as large as they get.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var text = new ChatText(seed: 3);
        _documents = [.. Enumerable.Range(1, Messages).Select(i => Document(i, text.Next()))];
        _parts = [.. _documents.Chunk(Messages / 4).Select(part => Build(part))];
        _large = Build(Enumerable.Range(1, LargeMessages).Select(i => Document(i, text.Next())));
    }

    /// <summary>Words of a message.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int Tokenize()
    {
        var sink = default(CountingSink);
        foreach (var document in _documents) _tokenizer.Run(document.Text, ref sink);
        return sink.Count;
    }

    /// <summary>A message's share of a segment of 4,096.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int BuildSegment() => Build(_documents).Count;

    /// <summary>A message's share of 128 segments of 32.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int BuildSmallSegments() => _documents.Chunk(32).Sum(part => Build(part).Count);

    /// <summary>A message's share of a merge of four segments.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int Merge()
    {
        var pieces = new MemoryPieces();
        SegmentMerger.Run([.. _parts.Select(part => SegmentReader.Open(part)!)], 0, pieces);
        return pieces.Count;
    }

    /// <summary>Queries on a segment of 262,144 messages.</summary>
    [Benchmark]
    [Arguments("the and of", HitOrder.Time)]
    [Arguments("the and of", HitOrder.Relevance)]
    [Arguments("tomorrow lunch", HitOrder.Relevance)]
    [Arguments("\"going to\"", HitOrder.Relevance)]
    [Arguments("br*", HitOrder.Relevance)]
    public int Query(string query, HitOrder order)
    {
        var hits = new TopHits(order, 20, null);
        var plan = SearchPlan.Create(SearchQuery.Parse(query), _ => null);
        new SegmentSearch(plan).Run(SegmentReader.Open(_large)!, new SearchScope(1, 1, long.MaxValue, new HashSet<long>()), hits);
        return hits.Take().Count;
    }

    private static SearchDocument Document(int sequence, string text) =>
        new(sequence, 1_700_000_000_000 + (sequence * 20_000L), (UInt128)(sequence % 8), text);

    private MemoryPieces Build(IEnumerable<SearchDocument> documents)
    {
        foreach (var document in documents) _builder.Add(document);
        var pieces = new MemoryPieces();
        _builder.Build(pieces);
        return pieces;
    }

    private struct CountingSink : ITokenSink
    {
        public int Count { get; private set; }

        public void Add(scoped ReadOnlySpan<byte> term, int position, int start, int length) => Count++;
    }
}
