using FastChat.Search.Index;

namespace FastChat.Tests.Search;

/// <summary>A segment's pieces in memory.</summary>
internal sealed class Pieces : IPieceSink, IPieceSource
{
    public SortedDictionary<int, byte[]> All { get; } = [];

    public int Reads { get; private set; }

    public long Bytes => All.Values.Sum(piece => (long)piece.Length);

    public static Pieces Of(params SearchDocument[] documents)
    {
        var builder = new SegmentBuilder();
        foreach (var document in documents) builder.Add(document);
        var pieces = new Pieces();
        builder.Build(pieces);
        return pieces;
    }

    public void Put(int number, ReadOnlySpan<byte> bytes) => All.Add(number, bytes.ToArray());

    public ReadOnlyMemory<byte> Read(int number)
    {
        Reads++;
        return All.GetValueOrDefault(number, []);
    }

    public SegmentReader Open() => SegmentReader.Open(this)!;
}
